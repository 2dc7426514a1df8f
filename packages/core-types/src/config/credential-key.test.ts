import { expect, it } from 'vitest';
import { isCredentialKey } from './credential-key.js';

it.each([
  'api_key',
  'apiKey',
  'API-KEY',
  'binance_secret',
  'private_key',
  'privateKey',
  'passphrase',
  'password',
  'passwd',
  'mnemonic',
  'seed_phrase',
  'credentials',
  'access_key',
  'rpc_url',
  'token',
  'auth_token',
  'bearer',
])('takes %s for a credential', (key) => {
  expect(isCredentialKey(key)).toBe(true);
});

it.each(['reward_token', 'tick_size', 'asset', 'BTC-USDT', 'key', 'max_leverage', 'mode'])(
  'leaves %s alone',
  (key) => {
    expect(isCredentialKey(key)).toBe(false);
  },
);
