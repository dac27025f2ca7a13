// Charts over rounds, the stages of a step, and the pictures of a round's distances.
import { byId, colour, element, number } from './words.js';

const charts = {};

function chart(id, lines, isLogarithmic = false) {
  const size = () => ({ width: Math.max(200, byId(id).clientWidth), height: 200 });
  const axis = { stroke: () => colour('text'), grid: { stroke: () => colour('line'), width: 1 }, ticks: { stroke: () => colour('line'), width: 1 } };
  const made = new uPlot({
    ...size(),
    scales: { x: { time: false }, y: isLogarithmic ? { distr: 3 } : {} },
    axes: [{ ...axis, label: 'round', labelSize: 20 }, { ...axis, size: 56, grid: { ...axis.grid, show: !isLogarithmic } }],
    series: [{ label: 'round' }, ...lines.map(([label, tone, dash]) => ({ label, stroke: () => colour(tone), dash, width: 1.5 }))],
  }, [[], ...lines.map(() => [])], byId(id));
  const watch = new ResizeObserver(() => made.setSize(size()));
  watch.observe(byId(id));
  return { made, watch };
}

// What workers say of their own batches: claims, of which the server sends the median.
function drawReported(name, rounds, x) {
  charts[name].made.setData([x, rounds.map((record) => record.reported[name]?.median ?? null)]);
  const last = rounds.findLast((record) => record.reported[name]);
  byId(name).hidden = !last;
  if (!last) return;
  const { median, workers } = last.reported[name];
  byId(name + '-note').textContent = `Round ${last.round}: ` + (median === null
    ? `${workers} ${workers === 1 ? 'worker reports' : 'workers report'} it, too few for a median that no f liars can set.`
    : `${number(median)}, the median of what ${workers} ${workers === 1 ? 'worker reports' : 'workers report'} of their own batches. Nothing is decided by it.`);
}

export function drawCharts(rounds) {
  if (!charts.time) {
    charts.loss = chart('loss', [['median', 'counted']]);
    charts.accuracy = chart('accuracy', [['median', 'good']]);
    charts.time = chart('time', [['collect, ms', 'counted'], ['step, ms', 'ignored', [4, 3]]], true);
    charts.norm = chart('norm', [['norm', 'good']]);
    charts.variance = chart('variance', [['of the trusted', 'counted'], ['bound of the proof', 'ignored', [4, 3]]]);
  }
  const x = rounds.map((record) => record.round);
  const of = (record) => record.variance_to_norm || {};
  drawReported('loss', rounds, x);
  drawReported('accuracy', rounds, x);
  charts.time.made.setData([x, rounds.map((record) => record.collect_ms), rounds.map((record) => record.aggregate_ms)]);
  charts.norm.made.setData([x, rounds.map((record) => record.norm)]);
  charts.variance.made.setData([x, rounds.map((record) => of(record).ratio ?? null), rounds.map((record) => of(record).bound ?? null)]);
}

// The next drawing makes them anew, in the colours of then.
export function forgetCharts() {
  for (const [name, { made, watch }] of Object.entries(charts)) {
    watch.disconnect();
    made.destroy();
    delete charts[name];
  }
}

// Milliseconds of a round by stage, from the sums at two moments.
export function drawStages(before, now) {
  const rounds = now.version - before.version;
  if (rounds <= 0) return;
  const stages = Object.entries(now.stages).map(([name, seconds]) => [name, (1000 * (seconds - before.stages[name])) / rounds]);
  const most = Math.max(1e-9, ...stages.map(([, ms]) => ms));
  byId('stages').tBodies[0].replaceChildren(...stages.map(([name, ms]) => {
    const bar = element('progress', { max: most, value: ms });
    bar.setAttribute('aria-label', `${name}: ${number(ms)} ms`);
    return element('tr', {}, element('th', { scope: 'row' }, name), element('td', { className: 'number' }, number(ms)), element('td', {}, bar));
  }));
}

function shape(name, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function drawGeometry(geometry, isSuspect) {
  drawMap(geometry, isSuspect);
  drawHeat(geometry);
}

// Classical scaling of the distances: the server computes the coordinates.
function drawMap({ points, workers: ids, round, explained }, isSuspect) {
  const most = Math.max(1e-30, ...points.flat().map(Math.abs));
  const suspects = ids.filter(isSuspect);
  byId('map-note').textContent =
    `Round ${round}: ${number(100 * explained, 2)} % of the squared distances. `
    + (suspects.length > 0 ? `Crosses are counted as faulty: ${suspects.join(', ')}.` : 'None of them is counted as faulty.');
  byId('map').replaceChildren(...points.flatMap(([x, y], i) => {
    const cx = 50 + (42 * x) / most;
    const cy = 50 - (42 * y) / most;
    const mark = isSuspect(ids[i])
      ? shape('path', { d: `M${cx - 1.8} ${cy - 1.8}l3.6 3.6m0 -3.6l-3.6 3.6`, class: 'cross' })
      : shape('circle', { cx, cy, r: 1.8, class: 'dot' });
    return [mark, shape('text', { x: cx + 2.6, y: cy + 1.4 }, String(ids[i]))];
  }));
}

function drawHeat({ distances, workers: ids, round }) {
  const most = Math.max(1e-30, ...distances.flat());
  const side = 92 / Math.max(1, ids.length);
  const size = Math.min(4, side);
  const means = distances.map((row) => row.reduce((all, one) => all + one, 0) / Math.max(1, row.length - 1));
  const order = ids.map((id, i) => [id, means[i]]).sort((a, b) => b[1] - a[1]).slice(0, 3);
  byId('heat-note').textContent =
    `Round ${round}: the stronger, the farther; the strongest is ${number(most)}. Rows and columns are workers. `
    + `Farthest from the others: ${order.map(([id, mean]) => `${id} (${number(mean)})`).join(', ')}.`;
  const cells = [];
  ids.forEach((row, i) => {
    cells.push(shape('text', { x: 7, y: 8 + (i + 0.5) * side + size / 3, 'text-anchor': 'end', 'font-size': size }, String(row)));
    cells.push(shape('text', { x: 8 + (i + 0.5) * side, y: 7, 'text-anchor': 'middle', 'font-size': size }, String(row)));
    ids.forEach((column, j) => {
      const share = distances[i][j] / most;
      const cell = shape('rect', {
        x: 8 + j * side, y: 8 + i * side, width: side * 0.96, height: side * 0.96,
        fill: colour('heat'), 'fill-opacity': (0.04 + 0.96 * share).toFixed(3),
      });
      cell.append(shape('title', {}, `workers ${row} and ${column}: ${number(distances[i][j])}`));
      cells.push(cell);
    });
  });
  byId('heat').replaceChildren(...cells);
}
