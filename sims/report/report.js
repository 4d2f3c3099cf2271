// Draws the charts of the page from the JSON in it. The tables need none of this.
'use strict';
(() => {
  const comparison = JSON.parse(document.getElementById('comparison').textContent);
  const unique = (values) => [...new Set(values)];
  const kernels = unique(comparison.results.map((result) => result.kernel));
  const variants = unique(comparison.results.map((result) => result.variant));
  const hartCounts = unique(comparison.results.map((result) => result.harts)).sort((a, b) => a - b);
  const measured = new Map();
  for (const result of comparison.results) {
    if (result.status === 'measured')
      measured.set([result.kernel, result.variant, result.harts, result.policy, result.order].join(' '), result);
  }
  const hypothetical = new Set(comparison.hypothetical_variants), guests = new Set(comparison.guest_variants);
  const shownName = (variant) => hypothetical.has(variant) ? variant + ' (hypothetical)'
    : guests.has(variant) ? variant + ' (real)' : variant;
  const policies = comparison.policies;
  const orders = comparison.orders;
  const find = (kernel, variant, harts, policy = policies[0], order = 0) =>
    measured.get([kernel, variant, harts, policy, order].join(' '));
  const shownVariant = (kernel) => variants.find((variant) => hartCounts.some((harts) => find(kernel, variant, harts)));

  // Distinct under common colour blindness (after Okabe and Ito, and Tol) and on both backgrounds; symbols and line
  // styles tell the variants apart without colour.
  const variantColours = ['#0072b2', '#4fa8e0', '#d55e00', '#009e73', '#c96aa5', '#8a7a1f', '#7a6fd0', '#808893'];
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];
  const lineStyles = ['solid', 'solid', 'dashed', 'dotted', 'dashed', 'solid', 'dotted', 'dashed'];
  const cycleColours = ['#4477aa', '#66ccee', '#228833', '#ccbb44', '#aa7744', '#ee6677', '#aa3377', '#9aa3ad'];
  const reasonColours = ['#9aa3ad', '#ee6677', '#ccbb44', '#4477aa', '#228833', '#aa3377'];
  const cyclic = (list, index) => list[index % list.length];
  // A variant looks the same in every report, whichever others are compared.
  const familiar = ['zabha', 'zabha_zacas', 'lrsc', 'wordamo', 'libatomic', 'trap-m', 'lrwait'];
  const look = (variant) =>
    (familiar.includes(variant) ? familiar.indexOf(variant) : familiar.length + variants.indexOf(variant));

  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const format = (value) => {
    const size = Math.abs(value);
    if (size === 0) return '0';
    return value.toFixed(size < 0.1 ? 4 : size < 10 ? 2 : size < 1000 ? 1 : 0);
  };

  const axis = (name, more) => ({
    name, nameLocation: 'middle', nameTextStyle: { color: style('--soft') },
    axisLabel: { color: style('--soft') }, axisLine: { show: true, lineStyle: { color: style('--soft') } },
    splitLine: { lineStyle: { color: style('--line') } }, ...more,
  });
  const base = (tooltip) => ({
    animation: false,
    textStyle: { fontFamily: 'system-ui, "Liberation Sans", sans-serif' },
    legend: { top: 0, type: 'plain', itemWidth: 18, itemHeight: 10, textStyle: { color: style('--ink') } },
    tooltip: {
      backgroundColor: style('--card'), borderColor: style('--line'), textStyle: { color: style('--ink') }, ...tooltip,
    },
    aria: { enabled: true },
  });

  function scaling(kernel) {
    const series = variants.map((variant) => ({
      name: shownName(variant), type: 'line', symbol: cyclic(symbols, look(variant)), symbolSize: 8, connectNulls: false,
      lineStyle: { width: 2, type: cyclic(lineStyles, look(variant)) },
      itemStyle: { color: cyclic(variantColours, look(variant)) },
      data: hartCounts.map((harts) => find(kernel, variant, harts)?.metrics.operations_per_microsecond ?? null),
    })).filter((line) => line.data.some((value) => value !== null));
    return {
      ...base({ trigger: 'axis', valueFormatter: (value) => (value == null ? 'n/a' : format(value) + ' ops/us') }),
      grid: { left: 62, right: 16, top: 44, bottom: 44 },
      xAxis: axis('harts', { type: 'category', data: hartCounts, nameGap: 26, boundaryGap: hartCounts.length === 1 }),
      yAxis: axis('operations per microsecond', { type: 'value', nameGap: 44, min: 0 }),
      series,
    };
  }

  // Lines over hart counts: one per name, `value(name, harts)` its points.
  function lines(names, value, axisName, unit) {
    return {
      ...base({ trigger: 'axis', valueFormatter: (value) => (value == null ? 'n/a' : format(value) + ' ' + unit) }),
      grid: { left: 62, right: 16, top: 64, bottom: 44 },
      xAxis: axis('harts', { type: 'category', data: hartCounts, nameGap: 26, boundaryGap: hartCounts.length === 1 }),
      yAxis: axis(axisName, { type: 'value', nameGap: 44, min: 0 }),
      series: names.map((name, index) => ({
        name, type: 'line', symbol: cyclic(symbols, index), symbolSize: 8, connectNulls: false,
        lineStyle: { width: 2, type: cyclic(lineStyles, index) }, itemStyle: { color: cyclic(variantColours, index) },
        data: hartCounts.map((harts) => value(name, harts) ?? null),
      })),
    };
  }

  const placement = (kernel) => lines(policies, (policy, harts) =>
    find(kernel, shownVariant(kernel), harts, policy)?.metrics.operations_per_microsecond,
    'operations per microsecond', 'ops/us');

  function shapes() {
    const time = (kernel, harts) => {
      const rate = find(kernel, shownVariant(kernel), harts)?.metrics.operations_per_microsecond;
      return rate > 0 ? 1000 / rate : null;
    };
    return lines(kernels, time, 'nanoseconds per operation', 'ns');
  }

  // Horizontal bars, the first category on top.
  function stacked(categories, names, colours, values, unit) {
    return {
      ...base({ trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: (value) => format(value) + ' ' + unit }),
      grid: { left: 8, right: 24, top: 44, bottom: 44, containLabel: true },
      xAxis: axis(unit + ' per operation', { type: 'value', nameGap: 28 }),
      yAxis: axis('', { type: 'category', data: categories, inverse: true, axisTick: { show: false } }),
      series: names.map((name, index) => ({
        name, type: 'bar', stack: 'all', barMaxWidth: 26, itemStyle: { color: cyclic(colours, index) },
        data: values.map((row) => row[index]),
      })).filter((bar) => bar.data.some((value) => Math.abs(value) > 0)),
    };
  }

  function cycles(kernel, harts) {
    const shown = variants.filter((variant) => find(kernel, variant, harts));
    const rows = shown.map((variant) => find(kernel, variant, harts).metrics);
    const names = rows.length > 0 ? [...Object.keys(rows[0].cycles), 'idle'] : [];
    const values = rows.map((row) => [...Object.values(row.cycles), row.idle_cycles]);
    return stacked(shown.map(shownName), names, cycleColours, values, 'cycles');
  }

  function failures(harts) {
    const shown = comparison.results.filter((result) => result.harts === harts && result.status === 'measured' &&
      result.policy === policies[0] && result.order === 0 &&
      result.metrics.sc_failures_per_operation > 0);
    const names = shown.length > 0 ? Object.keys(shown[0].metrics.sc_failures) : [];
    const categories = shown.map((result) => result.kernel + '  ' + shownName(result.variant));
    const option = stacked(categories, names, reasonColours, shown.map((r) => Object.values(r.metrics.sc_failures)),
      'failed SCs');
    return { ...option, rows: shown.length };
  }

  // The axis is the binary logarithm, so that twice as fast and half as fast are bars of equal length.
  function ratios(harts) {
    const shown = variants.filter((variant) => variant !== comparison.baseline);
    const times = (value) => '\u00d7' + format(2 ** value);
    return {
      ...base({ trigger: 'axis', axisPointer: { type: 'shadow' },
        valueFormatter: (value) => (value == null ? 'n/a' : times(value)) }),
      grid: { left: 8, right: 40, top: 40, bottom: 44, containLabel: true },
      xAxis: axis('throughput relative to ' + comparison.baseline + ' (logarithmic)',
        { type: 'value', nameGap: 28, minInterval: 1, axisLabel: { color: style('--soft'), formatter: times } }),
      yAxis: axis('', { type: 'category', data: kernels, inverse: true, axisTick: { show: false },
        axisLine: { onZero: true, lineStyle: { color: style('--ink') } },
        axisLabel: { color: style('--ink'), onZero: false } , splitLine: { show: true, lineStyle: { color: style('--line') } } }),
      series: shown.map((variant) => ({
        name: shownName(variant), type: 'bar', barMaxWidth: 10, barGap: '10%', barCategoryGap: '28%',
        itemStyle: { color: cyclic(variantColours, look(variant)) },
        data: kernels.map((kernel) => {
          const ratio = find(kernel, variant, harts)?.speedup_over_baseline;
          return ratio > 0 ? Math.log2(ratio) : null;
        }),
      })),
      rows: kernels.length * Math.max(2, shown.length * 0.62),
    };
  }

  const orderings = unique(orders.map((order) => order.ordering));
  const same = (a, b, fields) => fields.every((field) => a[field] === b[field]);

  const machineText = (one) => ['core', 'model'].filter((field) => unique(orders.map((other) => other[field])).length > 1)
    .map((field) => one[field]).join(', ');

  // A group of bars per memory order, in it a bar per variant and kind of harts: colours tell variants apart, paler
  // bars cores and models, hollow ones full fences.
  function order(kernel, harts) {
    const machines = orders.filter((one) => one.ordering === orderings[0]);
    const kinds = unique(machines.map(machineText));
    const fill = (variant, machine) => {
      const color = cyclic(variantColours, look(variant));
      const opacity = Math.max(0.3, 1 - 0.45 * kinds.indexOf(machineText(machine)));
      return machine.aqrl === 'drain' && unique(machines.map((one) => one.aqrl)).length > 1
        ? { color: 'transparent', borderColor: color, borderWidth: 1.5, opacity } : { color, opacity };
    };
    const bars = variants.flatMap((variant) => machines.map((machine) => ({
      name: [shownName(variant), machine.harts_are].filter((part) => part).join(', '), itemStyle: fill(variant, machine),
      data: orderings.map((ordering) => {
        const index = orders.findIndex((one) => one.ordering === ordering && same(one, machine, ['core', 'model', 'aqrl']));
        return find(kernel, variant, harts, policies[0], index)?.metrics.cycles_per_operation ?? null;
      }),
    }))).filter((bar) => bar.data.some((value) => value !== null));
    return {
      ...base({ trigger: 'axis', axisPointer: { type: 'shadow' },
        valueFormatter: (value) => (value == null ? 'n/a' : format(value) + ' cycles') }),
      grid: { left: 62, right: 24, top: 40 + 18 * Math.ceil(bars.length / 4), bottom: 44 },
      xAxis: axis('memory order of the atomic', { type: 'category', data: orderings, nameGap: 26 }),
      yAxis: axis('cycles per operation', { type: 'value', nameGap: 44, min: 0 }),
      series: bars.map((bar) => ({ ...bar, type: 'bar', barMaxWidth: 18 })),
      rows: 14 + bars.length / 3,
    };
  }

  // The points with precise annotations beside the same with full fences, kernel by kernel.
  function preciseAndDrain(harts) {
    const indices = orders.map((one, index) => index).filter((index) => orders[index].aqrl === 'precise');
    return kernels.flatMap((kernel) => variants.flatMap((variant) => indices.map((index) => {
      const fences = orders.findIndex((one) => one.aqrl === 'drain' &&
        same(one, orders[index], ['core', 'model', 'ordering']));
      return {
        machine: [kernel, shownName(variant), machineText(orders[index])].filter((part) => part).join('  '),
        ordering: orders[index].ordering,
        precise: find(kernel, variant, harts, policies[0], index)?.metrics,
        drain: find(kernel, variant, harts, policies[0], fences)?.metrics,
      };
    }))).filter((pair) => pair.precise && pair.drain);
  }

  // What precise gains over drain, a bar per memory order.
  function aqrl(harts) {
    const pairs = preciseAndDrain(harts);
    const machines = unique(pairs.map((pair) => pair.machine));
    const shown = orderings.length > 1 ? orderings.filter((ordering) => ordering !== 'relaxed') : orderings;
    const gain = ({ precise, drain }) =>
      100 * (precise.operations_per_microsecond / drain.operations_per_microsecond - 1);
    const percent = (value) => (value == null ? 'n/a' : value.toFixed(1) + ' %');
    return {
      ...base({ trigger: 'axis', axisPointer: { type: 'shadow' }, valueFormatter: percent }),
      grid: { left: 8, right: 40, top: 40, bottom: 44, containLabel: true },
      xAxis: axis('throughput gained over full fences, %', { type: 'value', nameGap: 28 }),
      yAxis: axis('', { type: 'category', data: machines, inverse: true, axisTick: { show: false },
        axisLine: { onZero: true, lineStyle: { color: style('--ink') } } }),
      series: shown.map((ordering, index) => ({
        name: ordering, type: 'bar', barMaxWidth: 10, barGap: '10%', barCategoryGap: '28%',
        itemStyle: { color: cyclic(variantColours, index) },
        data: machines.map((machine) => {
          const pair = pairs.find((one) => one.machine === machine && one.ordering === ordering);
          return pair ? gain(pair) : null;
        }),
      })),
      rows: machines.length * Math.max(2, shown.length * 0.62),
    };
  }

  // Of which cycles the gain consists, for the points where there is one or a loss.
  function saved(harts) {
    const pairs = preciseAndDrain(harts).filter(({ precise, drain }) =>
      Math.abs(1 - precise.cycles_per_operation / drain.cycles_per_operation) > 0.01);
    const names = pairs.length > 0 ? [...Object.keys(pairs[0].drain.cycles), 'idle'] : [];
    const account = (metrics) => [...Object.values(metrics.cycles), metrics.idle_cycles];
    const values = pairs.map(({ precise, drain }) => {
      const kept = account(precise);
      return account(drain).map((cycles, kind) => cycles - kept[kind]);
    });
    const option = stacked(pairs.map((pair) => pair.machine + '  ' + pair.ordering), names, cycleColours, values, 'cycles');
    return {
      ...option,
      xAxis: { ...option.xAxis, name: 'cycles per operation saved (points that differ by more than 1 %)' },
      rows: pairs.length,
    };
  }

  // Routers as squares where they are, links as lines beside each other for the two directions.
  function links(kernel, variant, harts) {
    const wires = comparison.networks[harts] ?? [];
    const use = find(kernel, variant, harts)?.metrics.link_utilisation ?? [];
    const most = Math.max(1e-9, ...use);
    const routers = new Map(wires.flatMap(({ name, from, to }) => {
      const [here, there] = name.split('-');
      return [[here, from], [there, to]];
    }));
    const places = [...routers.values()];
    const extent = (index) => Math.max(0, ...places.map((place) => place[index])) + 0.5;
    const hidden = (more) => axis('', { type: 'value', min: -0.5, axisLabel: { show: false }, axisTick: { show: false },
      axisLine: { show: false }, splitLine: { show: false }, ...more });
    const percent = (value) => (100 * value).toFixed(1) + ' %';
    const line = ({ name, from, to, slow }, index) => {
      const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
      const length = Math.hypot(dx, dy);
      const at = (share) => [from[0] + share * dx - 0.09 * dy / length, from[1] + share * dy + 0.09 * dx / length];
      const share = (use[index] ?? 0) / most;
      const colour = 'rgba(213, 94, 0, ' + (0.12 + 0.88 * share).toFixed(3) + ')';
      return {
        name: name + ': ' + percent(use[index] ?? 0), type: 'line', symbol: 'circle', z: 2,
        data: [at(0.12), at(0.5), at(0.88)], symbolSize: (_, { dataIndex }) => (dataIndex === 1 ? 7 : 0),
        itemStyle: { color: colour }, lineStyle: { color: colour, width: 2 + 4 * share, type: slow ? 'dashed' : 'solid' },
        tooltip: { formatter: ({ seriesName }) => seriesName },
      };
    };
    return {
      ...base({ trigger: 'item' }),
      legend: { show: false },
      grid: { left: 8, right: 8, top: 8, bottom: 28 },
      xAxis: hidden({ name: 'strongest: ' + percent(use.length > 0 ? most : 0), nameGap: 8, max: extent(0) }),
      yAxis: hidden({ inverse: true, max: extent(1) }),
      series: [...wires.map(line), {
        name: 'routers', type: 'line', lineStyle: { width: 0 }, symbol: 'rect', symbolSize: places.length > 300 ? 6 : 14,
        itemStyle: { color: style('--soft') }, data: [...routers].map(([name, value]) => ({ name, value })),
        label: { show: routers.size <= 100, formatter: '{b}', position: 'bottom', color: style('--soft') },
        tooltip: { formatter: ({ name }) => name }, z: 3,
      }],
      rows: 3.2 * (extent(1) + 0.5),
    };
  }

  const charts = [...document.querySelectorAll('.chart')].map((place) => ({ place, chart: null }));
  const choice = document.getElementById('harts');

  function option(place) {
    const harts = Number(choice.value);
    switch (place.dataset.chart) {
      case 'scaling': return scaling(place.dataset.kernel);
      case 'cycles': return cycles(place.dataset.kernel, harts);
      case 'sc': return failures(harts);
      case 'placement': return placement(place.dataset.kernel);
      case 'shapes': return shapes();
      case 'order': return order(place.dataset.kernel, harts);
      case 'aqrl': return aqrl(harts);
      case 'saved': return saved(harts);
      case 'links': {
        const shown = document.querySelector(`[data-variants="${place.dataset.kernel}"]`).value;
        return links(place.dataset.kernel, shown, harts);
      }
      default: return ratios(harts);
    }
  }

  function draw() {
    document.querySelectorAll('[data-harts]').forEach((text) => { text.textContent = choice.value; });
    for (const entry of charts) {
      const { rows, ...content } = option(entry.place);
      if (rows !== undefined) entry.place.style.height = 110 + 20 * Math.max(2, rows) + 'px';
      entry.chart?.dispose();
      entry.chart = echarts.init(entry.place, null, { renderer: 'svg' });
      entry.chart.setOption(content);
    }
  }

  const folds = [...document.querySelectorAll('details')];
  const setFolds = (open) => folds.forEach((fold) => { fold.open = open; });
  document.querySelectorAll('[data-variant]').forEach((term) => {
    term.style.setProperty('--swatch', cyclic(variantColours, look(term.dataset.variant)));
  });
  choice.addEventListener('change', draw);
  document.querySelectorAll('[data-variants]').forEach((select) => select.addEventListener('change', draw));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('resize', () => charts.forEach((entry) => entry.chart?.resize()));
  addEventListener('beforeprint', () => { setFolds(true); draw(); });
  addEventListener('afterprint', () => { setFolds(false); draw(); });
  setFolds(false);
  draw();
})();
