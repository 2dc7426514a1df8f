export * from './health-manager.js';
export * from './gates/gate.js';
export * from './gates/run-gates.js';
export * from './gates/standard-gates.js';
