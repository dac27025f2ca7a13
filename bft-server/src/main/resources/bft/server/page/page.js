// The live page of a job: one stream of events from the server, drawn at most five times a second.
import { byId, duration, element, number } from './words.js';
import { drawCharts, drawGeometry, drawStages, forgetCharts } from './figures.js';
import { drawWorkers, forgetWorkers, readRound, showWorker } from './workers.js';

const MOST_ROUNDS = 500;
const MOST_EVENTS = 200;
const DRAW_MILLIS = 200;
const RATE_SECONDS = 10;

const rounds = [];
const states = [];
let job = null;
let geometry = null;
let trouble = 'connecting';
let due = false;

function log(what) {
  const now = new Date();
  const entry = element('li', {}, element('time', { dateTime: now.toISOString() }, now.toLocaleTimeString()), what);
  const list = byId('log');
  list.prepend(entry);
  while (list.childElementCount > MOST_EVENTS) list.lastElementChild.remove();
}

function addRound(record) {
  const newest = rounds[rounds.length - 1];
  if (newest && record.round < newest.round) restart();
  if (newest && record.round === newest.round) return;
  announce(rounds[rounds.length - 1], record);
  rounds.push(record);
  if (rounds.length > MOST_ROUNDS) rounds.shift();
  readRound(record);
}

function restart() {
  rounds.length = 0;
  forgetWorkers();
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
  if (before && before.tolerated !== now.tolerated) log(`Round ${now.round}: the rule tolerated ${now.tolerated} faulty gradients`);
  for (const note of now.notes) log(`Round ${now.round}: ${note}`);
}

function addState(state) {
  if (job && !isOver(state) && job.promise !== state.promise) log(`The job ${state.promise}`);
  if (job && job.state !== state.state) log(`The job is ${state.state.toLowerCase()}${state.message ? ': ' + state.message : ''}`);
  if (job) announceChanges(job.away, state.away);
  if (job && state.version < job.version) states.length = 0;
  job = state;
  job.seen = new Date();
  states.push({ seconds: performance.now() / 1000, version: state.version, stages: state.stages });
  while (states.length > RATE_SECONDS) states.shift();
}

// Workers leave a job that is over, so what it would tolerate now says nothing about it.
function isOver(state) {
  return state.state === 'FINISHED' || state.state === 'FAILED';
}

function announceChanges(before, now) {
  const named = (workers) => (workers.length > 5 ? `${workers.length} workers` : `${workers.length > 1 ? 'workers' : 'worker'} ${workers.join(', ')}`);
  const left = now.filter((index) => !before.includes(index));
  const came = before.filter((index) => !now.includes(index));
  if (left.length > 0) log(`Not connected any more: ${named(left)}`);
  if (came.length > 0) log(`Connected: ${named(came)}`);
}

function schedule() {
  if (due) return;
  due = true;
  setTimeout(() => { due = false; draw(); }, DRAW_MILLIS);
}

function draw() {
  drawHeader();
  drawWorkers(job);
  drawCharts(rounds);
  if (states.length > 1) drawStages(states[0], states[states.length - 1]);
  if (geometry && !geometry.drawn) {
    geometry.drawn = true;
    drawGeometry(geometry, (index) => Boolean(job && job.distrusted[index]));
  }
}

function drawHeader() {
  const state = byId('state');
  const name = job ? job.state.toLowerCase() : '';
  state.textContent = trouble || name;
  state.className = 'badge ' + (trouble ? 'lost' : name === 'failed' ? 'failed' : 'well');
  if (!job) return;
  byId('job').textContent = job.job;
  document.title = `${job.job}: ${trouble || name}`;
  byId('message').textContent = trouble ? `The page shows the state of ${job.seen.toLocaleTimeString()}.` : job.message;
  byId('tolerance').textContent = isOver(job) ? '' : job.promise;
  byId('tolerance').classList.toggle('lost', job.tolerance.tolerated < job.byzantine);
  drawProgress();
  drawSettings();
}

function drawProgress() {
  const bar = byId('progress');
  bar.max = job.rounds;
  bar.value = job.version;
  const [first, last] = [states[0], states[states.length - 1]];
  const rate = (last.version - first.version) / (last.seconds - first.seconds);
  const left = rate > 0 && job.state === 'RUNNING' ? `${number(rate)} rounds/s, ${duration((job.rounds - job.version) / rate)} left; ` : '';
  byId('progress-text').textContent = `version ${job.version} of ${job.rounds}; ${left}${job.connected} of ${job.workers} workers connected`;
}

function drawSettings() {
  const list = byId('settings');
  if (list.childElementCount > 0) return;
  for (const [name, value] of Object.entries(job.settings || {})) {
    list.append(element('dt', {}, name), element('dd', {}, value));
  }
}

function listen() {
  const stream = new EventSource('events');
  stream.addEventListener('open', () => { trouble = ''; log('Connected to the server.'); schedule(); });
  stream.addEventListener('error', () => {
    if (!trouble) log('The connection to the server is lost.');
    trouble = 'server gone, trying again';
    schedule();
    // The browser gives up after an answer that is not a stream.
    if (stream.readyState === EventSource.CLOSED) {
      whyClosed();
      setTimeout(listen, 2000);
    }
  });
  stream.addEventListener('job', (event) => { addState(JSON.parse(event.data)); schedule(); });
  stream.addEventListener('round', (event) => { addRound(JSON.parse(event.data)); schedule(); });
  stream.addEventListener('geometry', (event) => { geometry = JSON.parse(event.data); schedule(); });
}

async function whyClosed() {
  try {
    const answer = await fetch('events', { method: 'HEAD' });
    if (answer.status === 503) trouble = 'too many pages are open, trying again';
    if (answer.status === 401) trouble = 'the token is not valid: load the page again';
    schedule();
  } catch {
    // The server is gone, as the page already says.
  }
}

addEventListener('show-worker', (event) => showWorker(event.detail, job, rounds));
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => {
  if (geometry) geometry.drawn = false;
  forgetCharts();
  schedule();
});
listen();
