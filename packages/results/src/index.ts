export * from './results-store.js';
export * from './read-results.js';
