const CREDENTIAL_KEY =
  /api_?key|secret|private_?key|passphrase|password|passwd|mnemonic|seed_?phrase|credential|access_?key|rpc_?url|^bearer|^token$|(access|auth|api|bearer|refresh|session)_?token/;

/** Whether a key of a document looks as if a credential stood behind it. Those belong into the environment. */
export function isCredentialKey(key: string): boolean {
  return CREDENTIAL_KEY.test(
    key
      .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
      .toLowerCase()
      .replaceAll('-', '_'),
  );
}
