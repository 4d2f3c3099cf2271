// Draws the charts of the page on VM exits from the JSON in it. The tables need none of this.
'use strict';
(() => {
  const study = JSON.parse(document.getElementById('study').textContent);
  const unique = (values) => [...new Set(values)];
  // Distinct under common colour blindness (after Okabe and Ito, and Tol) and on both backgrounds.
  const itemColours = ['#9aa3ad', '#d55e00', '#0072b2', '#4fa8e0', '#66ccee', '#7a6fd0', '#009e73', '#8fbf5f', '#ccbb44',
    '#e0a030', '#c96aa5', '#8a7a1f', '#ee6677', '#aa3377', '#228833', '#4477aa', '#aa7744', '#5fd0b0', '#b07ad0',
    '#d0806a', '#606a74', '#a0c0e0'];
  const symbols = ['circle', 'rect', 'triangle', 'diamond', 'emptyCircle', 'emptyRect', 'emptyTriangle', 'emptyDiamond'];
  const lineStyles = ['solid', 'dashed', 'dotted'];
  const cyclic = (list, index) => list[index % list.length];
  const style = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const format = (value) => {
    const size = Math.abs(value);
    if (size === 0) return '0';
    return value.toFixed(size < 0.1 ? 4 : size < 10 ? 2 : size < 1000 ? 1 : 0);
  };
  const labelled = ({ name, label }) => name + ' (' + label + ')';

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
      backgroundColor: style('--card'), borderColor: style('--line'), textStyle: { color: style('--ink') },
      confine: true, ...tooltip,
    },
    aria: { enabled: true },
  });

  const results = (harts) => study.results.filter((result) => result.harts === harts && result.warm);
  const itemName = ({ item, mode }) => item + (item === 'trap entry' ? '' : ', ' + mode);
  const cyclesOf = (cost, name) =>
    cost.items.filter((item) => itemName(item) === name).reduce((sum, item) => sum + item.cycles, 0);
  // The same colour for an item in every chart.
  const itemNames = unique(study.results.filter((result) => result.warm)
    .flatMap((result) => [...result.warm.items, ...result.cold.items].map(itemName)));

  function items(harts) {
    const shown = results(harts);
    const bars = (cold) => itemNames.map((name, index) => ({
      name, type: 'bar', stack: cold ? 'cold' : 'warm', barMaxWidth: 14, barGap: '15%',
      itemStyle: { color: cyclic(itemColours, index), opacity: cold ? 0.5 : 1 },
      data: shown.map((result) => cyclesOf(cold ? result.cold : result.warm, name)),
    })).filter((bar) => bar.data.some((value) => value > 0));
    const names = unique([...bars(false), ...bars(true)].map((bar) => bar.name));
    return {
      ...base({ trigger: 'item', formatter: ({ seriesName, name, value }) =>
        name + '<br>' + seriesName + ': ' + format(value) + ' cycles' }),
      grid: { left: 8, right: 24, top: 34 + 20 * Math.ceil(names.length / 5), bottom: 44, containLabel: true },
      xAxis: axis('cycles per operation', { type: 'value', nameGap: 24 }),
      yAxis: axis('', { type: 'category', data: shown.map(labelled), inverse: true, axisTick: { show: false },
        axisLabel: { color: style('--ink') } }),
      series: [...bars(false), ...bars(true)],
      rows: 2 * shown.length + Math.ceil(names.length / 5) + 2,
    };
  }

  // A group of bars per path: each value of each axis over the axis' first.
  function sensitivity() {
    const axes = unique(study.sensitivity.map((point) => point.axis));
    const names = unique(study.sensitivity.filter((point) => point.cycles !== undefined).map(labelled));
    const find = (name, on, value) =>
      study.sensitivity.find((p) => labelled(p) === name && p.axis === on && p.value === value)?.cycles;
    const series = axes.flatMap((on, a) => {
      const values = unique(study.sensitivity.filter((point) => point.axis === on).map((point) => point.value));
      return values.slice(1).map((value, v) => ({
        name: on + ': ' + value + ' over ' + values[0], type: 'bar', barMaxWidth: 9, barGap: '10%',
        itemStyle: { color: cyclic(itemColours, 1 + 3 * a + v) },
        data: names.map((name) => {
          const first = find(name, on, values[0]), other = find(name, on, value);
          return first > 0 && other > 0 ? other / first : null;
        }),
      }));
    });
    return {
      ...base({ trigger: 'axis', axisPointer: { type: 'shadow' },
        valueFormatter: (value) => (value == null ? 'n/a' : '\u00d7' + format(value)) }),
      grid: { left: 8, right: 24, top: 34 + 20 * Math.ceil(series.length / 2), bottom: 44, containLabel: true },
      xAxis: axis('cycles relative to the first value', { type: 'value', nameGap: 24 }),
      yAxis: axis('', { type: 'category', data: names, inverse: true, axisTick: { show: false },
        axisLabel: { color: style('--ink') } }),
      series,
      rows: names.length * Math.max(2, series.length * 0.6) + series.length / 2,
    };
  }

  function curves(harts, value, yName, unit, yAxis) {
    const lines = study.break_even.filter((even) => even.harts === harts);
    const paths = unique(lines.map((even) => even.against));
    const objects = unique(lines.map((even) => even.objects));
    return {
      ...base({ trigger: 'item', formatter: ({ seriesName, value: point }) =>
        seriesName + '<br>' + format(point[0]) + ' atomics per 1000 instructions: ' + format(point[1]) + unit }),
      grid: { left: 66, right: 24, top: 34 + 20 * Math.ceil(lines.length / 3), bottom: 44 },
      xAxis: axis('atomics per 1000 instructions (logarithmic)', { type: 'log', nameGap: 26 }),
      yAxis: axis(yName, { nameGap: 48, ...yAxis }),
      series: lines.map((even) => ({
        name: labelled({ name: even.against, label: even.label }) + (objects.length > 1 ? ', ' + even.objects : ''),
        type: 'line', symbolSize: 8, symbol: cyclic(symbols, paths.indexOf(even.against)),
        itemStyle: { color: cyclic(itemColours, 1 + paths.indexOf(even.against)) },
        lineStyle: { width: 2, type: cyclic(lineStyles, objects.indexOf(even.objects)) },
        data: even.points.map((point) => [point.atomics_per_1000_instructions, value(point)]),
      })),
      rows: 14 + Math.ceil(lines.length / 3),
    };
  }
  const gain = (harts) => curves(harts, (point) => 1 + point.gain_of_native, 'native over path (logarithmic)', ' times',
    { type: 'log' });
  const host = (harts) => curves(harts, (point) => 100 * point.host_share, 'host time, %', ' %',
    { type: 'value', min: 0, max: 100 });

  const charts = [...document.querySelectorAll('.chart')].map((place) => ({ place, chart: null }));
  const kinds = { items, sensitivity, gain, host };

  function draw() {
    for (const entry of charts) {
      const { rows, ...content } = kinds[entry.place.dataset.chart](Number(entry.place.dataset.hartsOf));
      entry.place.style.height = 110 + 20 * Math.max(2, rows) + 'px';
      entry.chart?.dispose();
      entry.chart = echarts.init(entry.place, null, { renderer: 'svg' });
      entry.chart.setOption(content);
    }
  }

  const folds = [...document.querySelectorAll('details')];
  const setFolds = (open) => folds.forEach((fold) => { fold.open = open; });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
  addEventListener('resize', () => charts.forEach((entry) => entry.chart?.resize()));
  addEventListener('beforeprint', () => { setFolds(true); draw(); });
  addEventListener('afterprint', () => { setFolds(false); draw(); });
  setFolds(false);
  draw();
})();
