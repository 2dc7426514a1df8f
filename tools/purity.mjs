/**
 * The purity rule: what a file without I/O must not touch, as options of ESLint's own
 * `no-restricted-*` rules. Such a file gets a clock, a seed and its data as arguments; it computes
 * the same bits on every machine and Node version.
 */
import { builtinModules } from 'node:module';

/** Math functions that ECMAScript defines exactly; the others may differ between engines. */
const exactMath = [
  ...['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt'],
  ...['trunc', 'E', 'LN10', 'LN2', 'LOG10E', 'LOG2E', 'PI', 'SQRT1_2', 'SQRT2'],
];

const clock = 'Pure code reads no clock and sets no timer: take the time as an argument.';
const io = 'Pure code does no I/O and reads no environment: take what you need as an argument.';
const locale = 'The result depends on the machine’s locale.';
const zone =
  'The result depends on the machine’s time zone: use the UTC form or epoch milliseconds.';
const chance = 'Pure code has no randomness of its own: take a seeded generator as an argument.';
const promise = 'Pure code is synchronous and makes no promises.';
const power = 'Not specified exactly: multiply, or use the fixed implementations of @basis/maths.';
const collector = 'What it does depends on the garbage collector.';

/** @param {string} message @param {string[]} names */
const globals = (message, ...names) => names.map((name) => ({ name, message }));

/** @param {{ promises: boolean }} allow */
export const restrictedGlobals = (allow) => [
  'error',
  {
    checkGlobalObject: true,
    globals: [
      ...globals(clock, 'performance', 'setTimeout', 'setInterval', 'setImmediate'),
      ...globals(clock, 'clearTimeout', 'clearInterval', 'clearImmediate'),
      ...globals(io, 'process', 'console', 'require', 'module', '__dirname', '__filename'),
      ...globals(io, 'fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest', 'navigator'),
      ...globals(io, 'BroadcastChannel', 'MessageChannel', 'Worker', 'localStorage'),
      ...globals(chance, 'crypto'),
      ...globals(locale, 'Intl'),
      ...globals(collector, 'WeakRef', 'FinalizationRegistry'),
      ...(allow.promises ? [] : globals(promise, 'Promise', 'queueMicrotask')),
    ],
  },
];

/** @param {string} message @param {string[]} names */
const methods = (message, ...names) => names.map((property) => ({ property, message }));

export const restrictedProperties = [
  'error',
  { object: 'Date', property: 'now', message: clock },
  { object: 'Math', allowProperties: exactMath, message: power },
  ...methods(locale, 'localeCompare', 'toLocaleString', 'toLocaleDateString'),
  ...methods(locale, 'toLocaleTimeString', 'toLocaleUpperCase', 'toLocaleLowerCase'),
  ...methods(zone, 'getFullYear', 'getMonth', 'getDate', 'getDay', 'getHours', 'getMinutes'),
  ...methods(zone, 'setFullYear', 'setMonth', 'setDate', 'setHours', 'setMinutes'),
  ...methods(zone, 'getTimezoneOffset', 'toDateString', 'toTimeString'),
];

/** @param {string} message @param {string[]} selectors */
const syntax = (message, ...selectors) => selectors.map((selector) => ({ selector, message }));

/** @param {{ promises: boolean }} allow */
export const restrictedSyntax = (allow) => [
  'error',
  ...syntax(
    clock,
    'NewExpression[callee.name="Date"][arguments.length=0]',
    'CallExpression[callee.name="Date"]',
    // Another name for Date or Math would hide what is called on it.
    'VariableDeclarator[init.name=/^(Date|Math)$/]:not([id.type="ObjectPattern"])',
  ),
  ...syntax(zone, 'NewExpression[callee.name="Date"][arguments.length>1]'),
  ...syntax(power, 'MemberExpression[object.name="Math"][computed=true]:not([property.value])'),
  // Powers of bigint literals, such as 10n ** 27n, are exact.
  ...syntax(
    power,
    'BinaryExpression[operator="**"]:not([left.bigint])',
    'AssignmentExpression[operator="**="]',
  ),
  ...syntax(io, 'MemberExpression[object.type="MetaProperty"]', 'ImportExpression'),
  ...(allow.promises
    ? []
    : syntax(promise, ':function[async=true]', 'AwaitExpression', 'ForOfStatement[await=true]')),
];

const builtins = builtinModules.filter((name) => !name.startsWith('_')).join('|');

/**
 * Modules that a pure file must not import: everything of Node but `createHash`, and of the
 * registry everything that is not listed. Workspace packages are the business of the layer rule.
 *
 * @param {readonly string[]} external
 */
export function pureImports(external) {
  const listed = external.map((name) => `${name}(/|$)|`).join('');
  return {
    paths: [{ name: 'node:crypto', allowImportNames: ['createHash'], message: io }],
    patterns: [
      { regex: `^(node:(?!crypto$)|(${builtins})(/|$))`, message: io },
      {
        regex: `^(?!\\.|node:|@basis/|${listed}(${builtins})(/|$))`,
        message: 'Not among the packages that pure files may import (tools/layers.mjs).',
      },
    ],
  };
}
