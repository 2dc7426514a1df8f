import { expect, it } from 'vitest';
import { checkSettings, readSettings } from './read-settings.js';

it('has the defaults that the specification names', () => {
  expect(readSettings({})).toEqual({
    executionMode: 'backtest',
    environment: 'dev',
    deploymentMode: 'local',
    dataMode: 'csv',
    dataDir: 'data',
    resultsDir: 'results',
    logLevel: 'INFO',
  });
  expect(readSettings({ BASIS_ENVIRONMENT: '', BASIS_DATA_DIR: ' ' })).toEqual(readSettings({}));
});

it('takes what is set', () => {
  expect(
    readSettings({
      BASIS_EXECUTION_MODE: 'live',
      BASIS_ENVIRONMENT: 'production',
      BASIS_DEPLOYMENT_MODE: 'docker',
      BASIS_DATA_MODE: 'db',
      BASIS_DATA_DIR: '/d',
      BASIS_RESULTS_DIR: '/r',
      BASIS_LOG_LEVEL: 'DEBUG',
    }),
  ).toEqual({
    executionMode: 'live',
    environment: 'production',
    deploymentMode: 'docker',
    dataMode: 'db',
    dataDir: '/d',
    resultsDir: '/r',
    logLevel: 'DEBUG',
  });
});

it('reads prod as production', () => {
  expect(readSettings({ BASIS_ENVIRONMENT: 'prod' }).environment).toBe('production');
});

it('names every variable that is wrong, with what is allowed, at once', () => {
  const environment = {
    BASIS_EXECUTION_MODE: 'backtst',
    BASIS_ENVIRONMENT: 'qa',
    BASIS_DEPLOYMENT_MODE: 'cloud',
    BASIS_DATA_MODE: 'xml',
    BASIS_LOG_LEVEL: 'debug',
  };
  expect(() => readSettings(environment)).toThrow(
    expect.objectContaining({
      code: 'CFG-001',
      message: [
        'environment: BASIS_EXECUTION_MODE = "backtst": must be one of backtest, live; did you mean backtest?',
        'environment: BASIS_ENVIRONMENT = "qa": must be one of dev, staging, production',
        'environment: BASIS_DEPLOYMENT_MODE = "cloud": must be one of local, docker',
        'environment: BASIS_DATA_MODE = "xml": must be one of csv, db',
        'environment: BASIS_LOG_LEVEL = "debug": must be one of DEBUG, INFO, WARNING, ERROR; did you mean DEBUG?',
      ].join('\n'),
    }),
  );
  expect(checkSettings(environment).settings).toEqual(readSettings({}));
});
