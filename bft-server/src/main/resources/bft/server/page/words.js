// Elements, and how numbers, times and reasons read.

export const byId = (id) => document.getElementById(id);

export function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

export function number(value, digits = 3) {
  if (value === null || value === undefined) return '–';
  if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(digits)));
}

export function bytes(count) {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let unit = 0;
  while (count >= 1000 && unit < units.length - 1) {
    count /= 1000;
    unit++;
  }
  return number(count) + ' ' + units[unit];
}

export function duration(seconds) {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 90) return Math.round(seconds) + ' s';
  if (seconds < 5400) return Math.round(seconds / 60) + ' min';
  return (seconds / 3600).toFixed(1) + ' h';
}

const REFUSALS = {
  UNKNOWN_WORKER: 'not known, or removed',
  JOB_ENDED: 'the job has ended',
  QUARANTINED: 'in quarantine',
  TOO_MANY_STREAMS: 'too many calls at once',
  TOO_SLOW: 'too slow',
  MALFORMED: 'bytes that no honest worker sends',
  WRONG_DIMENSION: 'a gradient of another size',
  NON_FINITE: 'NaN or infinity in the gradient',
  FUTURE_VERSION: 'a version that does not exist',
  STALE_VERSION: 'its version was too old',
  TOO_FAR_AHEAD: 'too far ahead of others, or not its turn',
  DUPLICATE: 'had sent one for this round',
  LIPSCHITZ_EXCEEDED: 'changes faster than the gradients of most',
  TOO_FREQUENT: 'was accepted too often lately',
  LOW_SCORE: 'disagrees with the server’s own gradient',
  SLOT_TAKEN: 'another process has its token',
  OWNER_FULL: 'its owner has enough workers here',
  FILTER_FAILED: 'the server failed to filter it',
};

export function refusal(name, times) {
  const words = REFUSALS[name] || name.toLowerCase().replaceAll('_', ' ');
  return times > 1 ? `${words} (${times} times)` : words;
}
