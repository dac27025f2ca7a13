// One row a worker, and the details of a worker or a round.
import { byId, bytes, colour, element, number, refusal } from './words.js';

const STRIP_ROUNDS = 60;
const MOST_ROWS = 200;
const KINDS = { counted: 'counted', ignored: 'weight 0', refused: 'refused', absent: 'absent' };

const workers = new Map();

function worker(index) {
  if (!workers.has(index)) workers.set(index, { index, strip: [], last: null, reason: '', row: null });
  return workers.get(index);
}

export function forgetWorkers() {
  workers.clear();
  byId('workers').tBodies[0].replaceChildren();
}

function sum(counts) {
  return Object.values(counts || {}).reduce((all, count) => all + count, 0);
}

// What a round says of each worker: its report, and the outcomes of its calls.
export function readRound(record) {
  const reports = new Map(record.workers.map((report) => [report.worker, report]));
  const calls = new Map(record.calls.map((call) => [call.worker, call]));
  for (const index of [...reports.keys(), ...calls.keys()]) worker(index);
  for (const one of workers.values()) {
    const report = reports.get(one.index);
    const call = calls.get(one.index);
    if (report) one.last = { ...report, limits: record };
    one.reason = reasonOf(report, call);
    one.strip.push({
      kind: kindOf(report, call),
      weight: report ? report.weight || 0 : 0,
      suspect: String(one.index) in record.distrusted,
    });
    if (one.strip.length > STRIP_ROUNDS) one.strip.shift();
  }
}

function kindOf(report, call) {
  if (report) return report.weight > 0 ? 'counted' : 'ignored';
  return sum(call && call.refused) > 0 ? 'refused' : 'absent';
}

function reasonOf(report, call) {
  const refused = Object.entries((call && call.refused) || {}).map(([why, times]) => refusal(why, times));
  if (refused.length > 0) return 'refused: ' + refused.join(', ');
  if (!report) return 'sent no gradient for the last round';
  const steps = report.local_steps ? `; says it made ${report.local_steps} local steps` : '';
  if (report.left_out) return 'weight 0: ' + report.left_out + steps;
  return (report.weight > 0 ? `counted with weight ${number(report.weight)}` : 'weight 0') + steps;
}

export function drawWorkers(job) {
  const body = byId('workers').tBodies[0];
  if (job) for (let index = 0; index < job.workers; index++) worker(index);
  const all = [...workers.values()].sort((a, b) => a.index - b.index);
  const marked = all.filter((one) => job && isMarked(job, one.index));
  const shown = all.length <= MOST_ROWS ? all : [...new Set([...marked, ...all])].slice(0, MOST_ROWS);
  byId('workers-note').textContent = shown.length < all.length
    ? `${shown.length} of ${all.length} workers; those that are not trusted come first.` : '';
  for (const one of shown) {
    if (!one.row) one.row = newRow(one, job);
    fillRow(one, job);
  }
  const rows = shown.map((one) => one.row.element);
  if (rows.length !== body.rows.length || rows.some((row, i) => body.rows[i] !== row)) body.replaceChildren(...rows);
}

function isMarked(job, index) {
  return index in job.distrusted || index in job.excluded;
}

function newRow(one) {
  const open = element('button', { type: 'button' }, String(one.index));
  open.setAttribute('aria-label', `Worker ${one.index}: details`);
  open.addEventListener('click', () => dispatchEvent(new CustomEvent('show-worker', { detail: one.index })));
  const strip = element('canvas', { className: 'strip', width: 360, height: 52 });
  strip.setAttribute('role', 'img');
  const verdict = element('td', { className: 'verdict' });
  const cells = Array.from({ length: 7 }, () => element('td', { className: 'number' }));
  const reason = element('td', { className: 'reason' });
  const from = element('td', {});
  const head = element('th', { scope: 'row' }, open);
  return { element: element('tr', {}, head, verdict, element('td', {}, strip), reason, ...cells, from), verdict, strip, cells, reason, from };
}

// While the job runs: at its end all workers leave.
function isGone(one, job) {
  return Boolean(job) && ['WAITING', 'RUNNING'].includes(job.state) && job.away.includes(one.index);
}

function verdictOf(one, job) {
  const gone = isGone(one, job);
  if (job && one.index in job.distrusted) return ['distrusted', '✕ faulty', `counted as faulty: ${job.distrusted[one.index]}${gone ? '; not connected' : ''}`];
  if (job && one.index in job.excluded) return ['excluded', '⊘ excluded', job.excluded[one.index]];
  if (gone) return ['absent', '· gone', one.strip.length > 0 ? 'not connected' : 'not connected, sent nothing yet'];
  const isPresent = one.strip.slice(-5).some((entry) => entry.kind !== 'absent');
  return isPresent ? ['trusted', '● trusted', one.reason] : ['absent', '· absent', one.reason || 'sent nothing yet'];
}

function fillRow(one, job) {
  const [verdict, mark, reason] = verdictOf(one, job);
  const { element: row, verdict: cell, cells, strip } = one.row;
  row.dataset.worker = one.index;
  row.dataset.verdict = verdict;
  row.classList.toggle('distrusted', verdict === 'distrusted');
  cell.textContent = mark;
  cell.className = 'verdict ' + verdict;
  one.row.reason.textContent = reason;
  const last = one.last || {};
  const limits = last.limits || {};
  const [accepted, refused] = (job && job.calls[one.index]) || [0, 0];
  const [address, pushed, pulled] = (job && job.traffic[one.index]) || ['', 0, 0];
  const texts = [
    number(last.weight), against(last.score, limits.score_threshold), against(last.distance, limits.distance_threshold),
    number(last.staleness), `${accepted} / ${refused}`, bytes(pushed), bytes(pulled),
  ];
  texts.forEach((text, i) => { cells[i].textContent = text; });
  one.row.from.textContent = address;
  drawStrip(strip, one);
}

// A figure, and the most that it may be.
function against(value, limit) {
  if (value === null || value === undefined) return '–';
  return limit === null || limit === undefined ? number(value) : `${number(value)} ${value <= limit ? '≤' : '>'} ${number(limit)}`;
}

function drawStrip(canvas, one) {
  const pen = canvas.getContext('2d');
  const width = canvas.width / STRIP_ROUNDS;
  const most = Math.max(1e-9, ...one.strip.map((entry) => entry.weight));
  pen.clearRect(0, 0, canvas.width, canvas.height);
  pen.lineWidth = 2;
  one.strip.forEach((entry, i) => {
    const x = (STRIP_ROUNDS - one.strip.length + i) * width;
    pen.fillStyle = pen.strokeStyle = colour('refused');
    if (entry.suspect) pen.fillRect(x, 0, width, 6);
    pen.fillStyle = pen.strokeStyle = colour(entry.kind);
    drawOutcome(pen, entry, x, width, canvas.height, most);
  });
  canvas.setAttribute('aria-label', stripWords(one));
}

function drawOutcome(pen, entry, x, width, height, most) {
  if (entry.kind === 'counted') {
    const bar = Math.max(8, (entry.weight / most) * (height - 10));
    pen.fillRect(x, height - bar, width - 1, bar);
  } else if (entry.kind === 'ignored') {
    pen.strokeRect(x + 1, height - 9, width - 3, 8);
  } else if (entry.kind === 'refused') {
    pen.beginPath();
    pen.moveTo(x, height - 10); pen.lineTo(x + width - 1, height - 1);
    pen.moveTo(x + width - 1, height - 10); pen.lineTo(x, height - 1);
    pen.stroke();
  } else {
    pen.fillRect(x + width / 2 - 1, height - 4, 2, 2);
  }
}

function stripWords(one) {
  const parts = Object.entries(KINDS)
    .map(([kind, words]) => [one.strip.filter((entry) => entry.kind === kind).length, words])
    .filter(([count]) => count > 0)
    .map(([count, words]) => `${count} ${words}`);
  const suspect = one.strip.filter((entry) => entry.suspect).length;
  return `of ${one.strip.length} rounds ${parts.join(', ') || 'none'}; counted as faulty in ${suspect}`;
}

const HEADS = ['Outcome', 'Weight', 'Score', 'Distance', 'Staleness', 'Why'];

export function showWorker(index, job, rounds) {
  const one = worker(index);
  const [, , reason] = verdictOf(one, job);
  const why = (record, report, call) => record.distrusted[index] ? `${reasonOf(report, call)}; counted as faulty: ${record.distrusted[index]}` : reasonOf(report, call);
  open(`Worker ${index}`, reason, ['Round', ...HEADS], [...rounds].reverse().slice(0, 100).map((record) => {
    const button = element('button', { type: 'button' }, String(record.round));
    button.setAttribute('aria-label', `Round ${record.round}: details`);
    button.addEventListener('click', () => showRound(record));
    return [button, ...cellsOf(record, index, why)];
  }));
}

export function showRound(record) {
  const summary =
    `made version ${record.version} of ${record.workers.length} gradients, of which the rule tolerates ${record.tolerated} faulty; `
    + `collected in ${number(record.collect_ms)} ms, step ${number(record.aggregate_ms)} ms; norm ${number(record.norm)}`;
  const why = (_, report, call) => reasonOf(report, call);
  open(`Round ${record.round}`, [summary, ...record.notes].join('; '), ['Worker', ...HEADS],
    [...workers.keys()].sort((a, b) => a - b).slice(0, MOST_ROWS).map((index) =>
      [String(index), ...cellsOf(record, index, (of, report, call) => of.distrusted[index] || why(of, report, call))]));
}

function cellsOf(record, index, why) {
  const report = record.workers.find((entry) => entry.worker === index);
  const call = record.calls.find((entry) => entry.worker === index);
  const of = report || {};
  return [
    KINDS[kindOf(report, call)], number(of.weight), against(of.score, record.score_threshold),
    against(of.distance, record.distance_threshold), number(of.staleness), why(record, report, call),
  ];
}

function open(title, summary, heads, rows) {
  byId('detail-title').textContent = title;
  byId('detail-summary').textContent = summary;
  byId('detail-head').replaceChildren(...heads.map((head) => element('th', { scope: 'col' }, head)));
  byId('detail-rows').replaceChildren(...rows.map((cells) => element('tr', {}, ...cells.map((cell, i) =>
    element('td', { className: i > 1 && i < 6 ? 'number' : i === 6 ? 'reason' : '' }, cell)))));
  const dialog = byId('detail');
  if (!dialog.open) dialog.showModal();
}
