import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadDataset } from './load-dataset.js';

it('the committed sample loads without a finding and says that it is synthetic', async () => {
  const provider = await loadDataset(
    fileURLToPath(new URL('../../../../data/sample', import.meta.url)),
  );
  expect(provider).toMatchObject({ name: 'sample', synthetic: true, warnings: [] });
  const snapshot = provider.getData(Date.UTC(2024, 0, 1)).copy();
  expect(snapshot.market_data.prices).toHaveProperty('BTC');
  expect(snapshot.protocol_data.perp_prices).toHaveProperty('hyperliquid.BTC-USDC');
});
