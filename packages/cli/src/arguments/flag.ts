/** One `--name` of a command. */
export interface Flag {
  /** What its value stands for in the help, such as `DIR`; without it the flag is a switch. */
  readonly value?: string;
  readonly required?: true;
  readonly repeated?: true;
  /** The only values it may have. */
  readonly allowed?: readonly string[];
  readonly help: string;
}

export type Flags = Readonly<Record<string, Flag>>;

type ValueOf<F extends Flag> = F extends { readonly value: string }
  ? F extends { readonly repeated: true }
    ? readonly string[]
    : F extends { readonly allowed: readonly (infer Allowed)[] }
      ? Allowed | undefined
      : F extends { readonly required: true }
        ? string
        : string | undefined
  : boolean;

/** What a command is handed: every flag, given or not. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: ValueOf<F[Name]> };
