import { defineCommand, EXIT, jsonText, listenForInterrupts, signsFor } from '@basis/cli';
import { ComponentError } from '@basis/core-types';
import { generateSample, type Sample, type SampleOptions } from '@basis/sample-data';
import { sampleOptions } from '../setup/sample-options.js';
import { prepareDatasetFolder, writeDataset } from '../setup/write-dataset.js';
import { ProgressBar } from '../terminal/progress-bar.js';
import { grouped } from '../text/numbers.js';

const DEFAULT_OUT = 'data/generated';

export const dataGenerateCommand = defineCommand({
  name: 'data generate',
  purpose: 'write a synthetic data set, made from a seed',
  example: '--out=data/generated --seed=7 --days=90',
  flags: {
    out: { value: 'DIR', help: `folder to write to (${DEFAULT_OUT})` },
    seed: { value: 'N', help: 'the same seed gives the same data (that of data/sample)' },
    days: { value: 'N', help: 'how many days (366)' },
    start: { value: 'DATE', help: 'the first day (2024-01-01)' },
    replace: { help: 'take the place of a generated data set' },
  },
  run: async (values, terminal) => {
    const bar = new ProgressBar(terminal, signsFor(terminal.unicode), 'files');
    const interruption = listenForInterrupts(() => bar.clear());
    try {
      const options = sampleOptions(values);
      const folder = values.out ?? DEFAULT_OUT;
      const { files } = generate(options);
      await prepareDatasetFolder(folder, values.replace);
      const bytes = await writeDataset(folder, files, {
        signal: interruption.signal,
        onFile: (done, path) => bar.update({ done, total: files.length, reached: path }),
      });
      bar.clear();
      const document = { folder, files: files.length, bytes, synthetic: true, ...options };
      terminal.out(
        values.json
          ? jsonText(document)
          : `${grouped(files.length, 0)} files, ${grouped(bytes, 0)} bytes in ${folder} (SYNTHETIC)\n`,
      );
      return EXIT.ok;
    } finally {
      bar.clear();
      interruption.release();
    }
  },
});

function generate(options: SampleOptions): Sample {
  try {
    return generateSample(options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ComponentError('CLI-001', { message: error.message });
  }
}
