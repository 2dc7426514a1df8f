export const HELP = `Usage: basis-live COMMAND [--flag=value …]

Commands:
  check  tell whether a mode, or without --mode each, could be started live: configuration, how each
         venue is reached, credentials
  start  trade live: not in this version, ends with 78

Flags:
  --mode=NAME              a file of configs/modes, such as btc_basis
  --set=PATH=VALUE         change one value; may be given many times
  --environment-file=NAME  a file of configs/environments
  --config-dir=DIR         folder of the configuration (configs)
  --json                   one JSON document on standard output, and nothing else there
  --help, --version

Exit codes: 0 passed, 1 failed, 2 wrong arguments or configuration, 78 must not be started again.
`;
