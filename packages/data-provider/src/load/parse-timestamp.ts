import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '@basis/core-types';
import { parseNumber } from './parse-number.js';

const ZERO = 48;
const NINE = 57;
const DASH = 45;
const COLON = 58;
const POINT = 46;
const UPPER_T = 84;
const SPACE = 32;
const UPPER_Z = 90;
const PLUS = 43;

/** 1990 to 2100: seconds lie below, microseconds above. */
const EARLIEST_MS = 631_152_000_000;
const LATEST_MS = 4_102_444_800_000;

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export const TIMESTAMP_FORMS =
  'ISO-8601 (2024-01-31, 2024-01-31T08:00:00Z, 2024-01-31 08:00:00+01:00; without an offset UTC) or epoch milliseconds, from 1990 to 2100';

/** The time in `bytes[from, to)` in epoch milliseconds; NaN for anything but `TIMESTAMP_FORMS`. */
export function parseTimestamp(bytes: Buffer, from: number, to: number): number {
  const isIso = to - from >= 10 && bytes[from + 4] === DASH;
  const time = isIso ? parseIso(bytes, from, to) : parseNumber(bytes, from, to);
  return time >= EARLIEST_MS && time < LATEST_MS && Number.isInteger(time) ? time : NaN;
}

function parseIso(bytes: Buffer, from: number, to: number): number {
  const year = digits(bytes, from, 4, to);
  const month = digits(bytes, from + 5, 2, to);
  const day = digits(bytes, from + 8, 2, to);
  if (bytes[from + 7] !== DASH || !isDate(year, month, day)) return NaN;
  const midnight = daysSinceEpoch(year, month, day) * DAY_MS;
  let at = from + 10;
  if (at === to) return midnight;
  if (bytes[at] !== UPPER_T && bytes[at] !== SPACE) return NaN;

  const hour = digits(bytes, at + 1, 2, to);
  const minute = digits(bytes, at + 4, 2, to);
  if (bytes[at + 3] !== COLON || !(hour < 24 && minute < 60)) return NaN;
  let time = midnight + hour * HOUR_MS + minute * MINUTE_MS;
  at += 6;
  if (at < to && bytes[at] === COLON) {
    const second = digits(bytes, at + 1, 2, to);
    if (!(second < 60)) return NaN;
    time += second * SECOND_MS;
    at += 3;
    if (at < to && bytes[at] === POINT) {
      let unit = SECOND_MS / 10;
      const first = at + 1;
      for (at = first; at < to && isDigit(bytes[at]!); at += 1) {
        // What is finer than a millisecond is cut off, as Date does.
        time += Math.floor((bytes[at]! - ZERO) * unit);
        unit /= 10;
      }
      if (at === first) return NaN;
    }
  }
  return time - offset(bytes, at, to);
}

/** `Z`, `+01:00`, `-0530`, `+02` or nothing, in milliseconds east of UTC. */
function offset(bytes: Buffer, from: number, to: number): number {
  if (from === to) return 0;
  const sign = bytes[from];
  if (sign === UPPER_Z) return from + 1 === to ? 0 : NaN;
  if (sign !== PLUS && sign !== DASH) return NaN;
  const hours = digits(bytes, from + 1, 2, to);
  let at = from + 3;
  let minutes = 0;
  if (at < to) {
    if (bytes[at] === COLON) at += 1;
    minutes = digits(bytes, at, 2, to);
    at += 2;
  }
  if (at !== to || !(hours < 24 && minutes < 60)) return NaN;
  const size = hours * HOUR_MS + minutes * MINUTE_MS;
  return sign === DASH ? -size : size;
}

function digits(bytes: Buffer, from: number, count: number, to: number): number {
  if (from + count > to) return NaN;
  let value = 0;
  for (let at = from; at < from + count; at += 1) {
    const byte = bytes[at]!;
    if (!isDigit(byte)) return NaN;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}

function isDate(year: number, month: number, day: number): boolean {
  if (!(year > 0 && month >= 1 && month <= 12 && day >= 1)) return false;
  if (month === 2 && day === 29) return isLeap(year);
  return day <= MONTH_DAYS[month - 1]!;
}

function isLeap(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
}

/** Days of the Gregorian calendar: years begin in March, so that the leap day is their last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const monthOfYear = (month + 9) % 12;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  return shifted * 365 + leaps + Math.floor((153 * monthOfYear + 2) / 5) + day - 1 - 719_468;
}
