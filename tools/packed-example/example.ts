/** Placeholder for a program that uses the published packages and nothing else. */
import * as coreTypes from '@basis/core-types';
import * as engine from '@basis/engine';

console.log(`core-types exports ${Object.keys(coreTypes).length} names`);
console.log(`engine exports ${Object.keys(engine).length} names`);
