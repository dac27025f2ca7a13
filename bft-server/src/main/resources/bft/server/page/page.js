// The live page of a job: one stream of events from the server, drawn at most five times a second.
const MOST_ROUNDS = 500;
const STRIP_ROUNDS = 60;
const MOST_EVENTS = 200;
const DRAW_MILLIS = 200;

const rounds = [];
const workers = new Map();
let job = null;
let geometry = null;
let connected = false;
let due = false;

const byId = (id) => document.getElementById(id);
const text = (value) => document.createTextNode(value);

function element(name, properties = {}, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
}

function number(value, digits = 3) {
  if (value === null || value === undefined) return '–';
  if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3)) return value.toExponential(1);
  return String(Number(value.toPrecision(digits)));
}

function duration(seconds) {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 90) return Math.round(seconds) + ' s';
  if (seconds < 5400) return Math.round(seconds / 60) + ' min';
  return (seconds / 3600).toFixed(1) + ' h';
}

function log(what) {
  const now = new Date();
  const entry = element('li', {}, element('time', { dateTime: now.toISOString() }, now.toLocaleTimeString()), what);
  const list = byId('log');
  list.prepend(entry);
  while (list.childElementCount > MOST_EVENTS) list.lastElementChild.remove();
}

function worker(index) {
  if (!workers.has(index)) {
    workers.set(index, { index, strip: [], accepted: 0, refused: 0, last: null, reason: '', row: null });
  }
  return workers.get(index);
}

function sum(counts) {
  return Object.values(counts || {}).reduce((all, count) => all + count, 0);
}

// What a round says of each worker: its report, and the outcomes of its calls.
function readRound(record) {
  const reports = new Map(record.workers.map((report) => [report.worker, report]));
  const calls = new Map(record.calls.map((call) => [call.worker, call]));
  for (const index of [...reports.keys(), ...calls.keys()]) worker(index);
  for (const one of workers.values()) {
    const report = reports.get(one.index);
    const call = calls.get(one.index);
    const refused = sum(call && call.refused);
    one.accepted += sum(call && call.accepted);
    one.refused += refused;
    if (report) one.last = report;
    one.reason = reasonOf(one, report, call);
    one.strip.push({ round: record.round, kind: kindOf(report, refused), weight: report ? report.weight || 0 : 0 });
    if (one.strip.length > STRIP_ROUNDS) one.strip.shift();
  }
}

function kindOf(report, refused) {
  if (report) return report.weight > 0 ? 'counted' : 'ignored';
  return refused > 0 ? 'refused' : 'absent';
}

function reasonOf(one, report, call) {
  const refused = Object.entries((call && call.refused) || {}).map(([why, times]) => `${why} (${times})`);
  if (refused.length > 0) return 'refused: ' + refused.join(', ');
  if (!report) return 'no gradient in the last round';
  return report.left_out || (report.weight > 0 ? 'counted' : 'weight 0');
}

function addRound(record) {
  const newest = rounds.length > 0 ? rounds[rounds.length - 1] : null;
  if (newest && record.round < newest.round) restart();
  if (newest && record.round === newest.round) return;
  record.seen = Date.now() / 1000;
  announce(newest, record);
  rounds.push(record);
  if (rounds.length > MOST_ROUNDS) rounds.shift();
  readRound(record);
}

function restart() {
  rounds.length = 0;
  workers.clear();
  byId('workers').tBodies[0].replaceChildren();
  log('The server goes on from an earlier version.');
}

function announce(before, now) {
  const known = before ? before.distrusted : {};
  for (const [index, why] of Object.entries(now.distrusted)) {
    if (!(index in known)) log(`Round ${now.round}: worker ${index} is counted as faulty: ${why}`);
  }
  for (const index of Object.keys(known)) {
    if (!(index in now.distrusted)) log(`Round ${now.round}: worker ${index} is trusted again`);
  }
  if (before && before.tolerated !== now.tolerated) log(`Round ${now.round}: the rule tolerated ${now.tolerated} faulty workers`);
  for (const note of now.notes) log(`Round ${now.round}: ${note}`);
}

function schedule() {
  if (due) return;
  due = true;
  setTimeout(() => { due = false; draw(); }, DRAW_MILLIS);
}

function draw() {
  drawHeader();
  drawWorkers();
  drawCharts();
  drawGeometry();
}

function drawHeader() {
  const state = byId('state');
  const name = job ? job.state.toLowerCase() : 'connecting';
  state.textContent = connected ? name : 'server gone, trying again';
  state.className = 'badge ' + (connected ? (name === 'failed' ? 'failed' : 'well') : 'lost');
  if (!job) return;
  byId('job').textContent = job.job;
  document.title = `${job.job}: ${job.state.toLowerCase()}`;
  byId('message').textContent = job.message;
  drawTolerance();
  drawProgress();
  drawSettings();
}

function drawTolerance() {
  const newest = rounds[rounds.length - 1];
  const line = byId('tolerance');
  const suspects = Object.keys(job.distrusted).length;
  const promised = job.promise;
  if (promised) {
    line.textContent = promised;
  } else if (newest) {
    line.textContent = `tolerates ${newest.tolerated} of ${newest.workers.length} gradients, asked for f = ${job.byzantine} of n = ${job.workers}; ${suspects} workers are counted as faulty`;
  }
  line.classList.toggle('lost', Boolean(newest) && newest.tolerated < job.byzantine);
}

function drawProgress() {
  const bar = byId('progress');
  bar.max = job.rounds;
  bar.value = job.version;
  const window = rounds.slice(-50);
  const seconds = window.reduce((all, one) => all + (one.collect_ms + one.aggregate_ms) / 1000, 0);
  const rate = window.length / seconds;
  const left = seconds > 0 && job.state === 'RUNNING' ? `, ${number(rate)} rounds/s, ${duration((job.rounds - job.version) / rate)} left` : '';
  byId('progress-text').textContent = `version ${job.version} of ${job.rounds}${left}; ${job.connected} of ${job.workers} workers connected`;
}

function drawSettings() {
  const list = byId('settings');
  if (list.childElementCount > 0) return;
  for (const [name, value] of Object.entries(job.settings || {})) {
    list.append(element('dt', {}, name), element('dd', {}, value));
  }
}

function drawWorkers() {
  const body = byId('workers').tBodies[0];
  if (job) for (let index = 0; index < job.workers; index++) worker(index);
  for (const one of [...workers.values()].sort((a, b) => a.index - b.index)) {
    if (!one.row) {
      one.row = newRow(one);
      body.append(one.row.element);
    }
    fillRow(one);
  }
}

function newRow(one) {
  const open = element('button', { type: 'button' }, String(one.index));
  open.setAttribute('aria-label', `Worker ${one.index}: details`);
  open.addEventListener('click', () => showWorker(one));
  const strip = element('canvas', { className: 'strip', width: 360, height: 44 });
  strip.setAttribute('role', 'img');
  const verdict = element('td', { className: 'verdict' });
  const cells = ['weight', 'score', 'distance', 'staleness', 'accepted', 'refused'].map(() => element('td', { className: 'number' }));
  const reason = element('td', { className: 'reason' });
  const head = element('th', { scope: 'row' }, open);
  return { element: element('tr', {}, head, verdict, element('td', {}, strip), ...cells, reason), verdict, strip, cells, reason };
}

function fillRow(one) {
  const suspect = job && job.distrusted[one.index];
  const present = one.strip.slice(-5).some((entry) => entry.kind !== 'absent');
  const verdict = suspect ? 'distrusted' : present ? 'trusted' : 'absent';
  const { element: row, verdict: cell, cells, reason, strip } = one.row;
  row.dataset.worker = one.index;
  row.dataset.verdict = verdict;
  row.classList.toggle('distrusted', Boolean(suspect));
  cell.textContent = { distrusted: '✕ distrusted', trusted: '● trusted', absent: '· absent' }[verdict];
  cell.className = 'verdict ' + verdict;
  const last = one.last || {};
  const values = [last.weight, last.score, last.distance, last.staleness, one.accepted, one.refused];
  values.forEach((value, i) => { cells[i].textContent = i < 4 ? number(value) : String(value); });
  reason.textContent = suspect || one.reason;
  drawStrip(strip, one);
}

function drawStrip(canvas, one) {
  const counts = { counted: 0, ignored: 0, refused: 0, absent: 0 };
  const pen = canvas.getContext('2d');
  const width = canvas.width / STRIP_ROUNDS;
  const most = Math.max(1e-9, ...one.strip.map((entry) => entry.weight));
  pen.clearRect(0, 0, canvas.width, canvas.height);
  one.strip.forEach((entry, i) => {
    counts[entry.kind]++;
    const x = (STRIP_ROUNDS - one.strip.length + i) * width;
    const height = entry.kind === 'counted' ? Math.max(8, (entry.weight / most) * canvas.height) : 8;
    pen.fillStyle = colour(entry.kind);
    pen.strokeStyle = colour(entry.kind);
    pen.lineWidth = 2;
    if (entry.kind === 'counted') {
      pen.fillRect(x, canvas.height - height, width - 1, height);
    } else if (entry.kind === 'ignored') {
      pen.strokeRect(x + 1, canvas.height - 9, width - 3, 8);
    } else if (entry.kind === 'refused') {
      pen.beginPath();
      pen.moveTo(x, canvas.height - 10); pen.lineTo(x + width - 1, canvas.height - 1);
      pen.moveTo(x + width - 1, canvas.height - 10); pen.lineTo(x, canvas.height - 1);
      pen.stroke();
    } else {
      pen.fillRect(x + width / 2 - 1, canvas.height - 4, 2, 2);
    }
  });
  canvas.setAttribute('aria-label',
    `of ${one.strip.length} rounds ${counts.counted} counted, ${counts.ignored} with weight 0, ${counts.refused} refused, ${counts.absent} absent`);
}

function showWorker(one) {
  byId('detail-title').textContent = `Worker ${one.index}`;
  byId('detail-summary').textContent = (job && job.distrusted[one.index]) || one.reason;
  fill(['Round', 'Outcome', 'Weight', 'Score', 'Distance', 'Staleness', 'Reason'], [...rounds].reverse().slice(0, 100).map((record) => {
    const report = record.workers.find((entry) => entry.worker === one.index);
    const call = record.calls.find((entry) => entry.worker === one.index);
    const kind = kindOf(report, sum(call && call.refused));
    const open = element('button', { type: 'button' }, String(record.round));
    open.addEventListener('click', () => showRound(record));
    return [open, kind, ...figures(report), reasonOf(one, report, call)];
  }));
}

function showRound(record) {
  byId('detail-title').textContent = `Round ${record.round}`;
  byId('detail-summary').textContent =
    `made version ${record.version}; tolerated ${record.tolerated} of ${record.workers.length}; collected in ${number(record.collect_ms)} ms, step ${number(record.aggregate_ms)} ms; norm ${number(record.norm)}`;
  fill(['Worker', 'Outcome', 'Weight', 'Score', 'Distance', 'Staleness', 'Reason'], [...workers.values()].map((one) => {
    const report = record.workers.find((entry) => entry.worker === one.index);
    const call = record.calls.find((entry) => entry.worker === one.index);
    const kind = kindOf(report, sum(call && call.refused));
    return [String(one.index), kind, ...figures(report), record.distrusted[one.index] || reasonOf(one, report, call)];
  }));
}

function figures(report) {
  const of = report || {};
  return [number(of.weight), number(of.score), number(of.distance), number(of.staleness)];
}

function fill(titles, rows) {
  byId('detail-head').replaceChildren(...titles.map((title) => element('th', { scope: 'col' }, title)));
  byId('detail-rows').replaceChildren(...rows.map((cells) => element('tr', {}, ...cells.map((cell, i) =>
    element('td', { className: i > 1 && i < 6 ? 'number' : i === 6 ? 'reason' : '' }, cell)))));
  const dialog = byId('detail');
  if (!dialog.open) dialog.showModal();
}

const charts = {};

function chart(id, lines) {
  const size = () => ({ width: Math.max(200, byId(id).clientWidth), height: 200 });
  const axis = { stroke: () => colour('text'), grid: { stroke: () => colour('line') } };
  const made = new uPlot({
    ...size(),
    scales: { x: { time: false } },
    axes: [{ ...axis, label: 'round', labelSize: 20 }, { ...axis, size: 56 }],
    series: [{ label: 'round' }, ...lines.map(([label, tone, dash]) => ({ label, stroke: () => colour(tone), dash, width: 1.5 }))],
  }, [[], ...lines.map(() => [])], byId(id));
  new ResizeObserver(() => made.setSize(size())).observe(byId(id));
  return made;
}

function drawCharts() {
  if (!charts.time) {
    charts.time = chart('time', [['collect, ms', 'counted'], ['step, ms', 'ignored', [4, 3]]]);
    charts.norm = chart('norm', [['norm', 'good']]);
  }
  const x = rounds.map((record) => record.round);
  charts.time.setData([x, rounds.map((record) => record.collect_ms), rounds.map((record) => record.aggregate_ms)]);
  charts.norm.setData([x, rounds.map((record) => record.norm)]);
}

function drawGeometry() {
  if (!geometry || geometry.drawn) return;
  geometry.drawn = true;
  drawMap();
  drawHeat();
}

function isSuspect(index) {
  return Boolean(job && job.distrusted[index]);
}

// Classical scaling of the distances: the server computes the coordinates.
function drawMap() {
  const { points, workers: ids, round, explained } = geometry;
  const most = Math.max(1e-30, ...points.flat().map(Math.abs));
  byId('map-note').textContent =
    `Round ${round}: ${number(100 * explained, 2)} % of the squared distances; ring: distrusted workers.`;
  byId('map').replaceChildren(...points.flatMap(([x, y], i) => {
    const cx = 50 + (42 * x) / most;
    const cy = 50 - (42 * y) / most;
    const dot = shape('circle', { cx, cy, r: 1.8, class: isSuspect(ids[i]) ? 'dot distrusted' : 'dot' });
    return [dot, shape('text', { x: cx + 2.6, y: cy + 1.4 }, text(ids[i]))];
  }));
}

function drawHeat() {
  const { distances, workers: ids, round } = geometry;
  const most = Math.max(1e-30, ...distances.flat());
  const side = 92 / ids.length;
  byId('heat-note').textContent = `Round ${round}: the stronger, the farther; the strongest is ${number(most)}. Rows and columns: workers.`;
  const cells = [];
  ids.forEach((row, i) => {
    cells.push(shape('text', { x: 0, y: 8 + (i + 0.6) * side }, text(row)));
    cells.push(shape('text', { x: 8 + (i + 0.3) * side, y: 6 }, text(row)));
    ids.forEach((column, j) => {
      const share = distances[i][j] / most;
      const cell = shape('rect', { x: 8 + j * side, y: 8 + i * side, width: side * 0.96, height: side * 0.96, fill: colour('text'), 'fill-opacity': (0.05 + 0.9 * share).toFixed(3) });
      cell.append(shape('title', {}, text(`workers ${row} and ${column}: ${number(distances[i][j])}`)));
      cells.push(cell);
    });
  });
  byId('heat').replaceChildren(...cells);
}

function listen() {
  const stream = new EventSource('events');
  stream.addEventListener('open', () => { connected = true; log('Connected to the server.'); schedule(); });
  stream.addEventListener('error', () => {
    if (connected) log('The connection to the server is lost.');
    connected = false;
    schedule();
    // The browser gives up after an answer that is not a stream.
    if (stream.readyState === EventSource.CLOSED) setTimeout(listen, 2000);
  });
  stream.addEventListener('job', (event) => { job = JSON.parse(event.data); schedule(); });
  stream.addEventListener('round', (event) => { addRound(JSON.parse(event.data)); schedule(); });
  stream.addEventListener('geometry', (event) => { geometry = JSON.parse(event.data); schedule(); });
}

matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  if (geometry) geometry.drawn = false;
  schedule();
});
listen();
