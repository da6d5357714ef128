'use strict';
for (const strip of document.querySelectorAll('.strip')) {
  const frames = [...strip.querySelectorAll('.frame')];
  if (2 > frames.length) continue;
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const make = (tag, parent, attributes) => {
    const e = document.createElement(tag);
    for (const name of Object.keys(attributes)) e.setAttribute(name, attributes[name]);
    if (parent) parent.append(e);
    return e;
  };
  const player = make('div', null, {class: 'player'});
  const stage = make('div', player, {class: 'stage'});
  const controls = make('div', player, {class: 'controls'});
  const button = make('button', controls, {type: 'button'});
  button.textContent = 'Play';
  const slider = make('input', controls,
    {type: 'range', min: 0, max: 1, step: 0.005, value: 1, 'aria-label': 'time t'});
  const output = make('output', controls, {});
  const live = document.createElement('div');
  live.className = 'live';
  strip.replaceWith(live);
  live.append(player, strip);
  const times = frames.map(f => Number(f.dataset.t));
  const clouds = frames.map(f => points(f.querySelector('.cloud path')));
  let shown = -1;

  function points(path) {
    return path ? path.getAttribute('d').slice(1).split('M').map(p => p.split(/[ h]/).map(Number)) : null;
  }

  function place(k) {
    if (k === shown) return;
    shown = k;
    stage.replaceChildren(frames[k].querySelector('img,svg').cloneNode(true));
  }

  function show(t) {
    const later = times.findIndex(time => time > t);
    const k = later === -1 ? times.length - 2 : Math.max(0, later - 1);
    const u = Math.min(1, Math.max(0, (t - times[k]) / (times[k + 1] - times[k])));
    if (clouds.every(Boolean)) {
      place(0);
      const d = clouds[k].map((p, i) => {
        const q = clouds[k + 1][i] || p;
        return 'M' + (p[0] + u * (q[0] - p[0])).toFixed(1) + ' ' + (p[1] + u * (q[1] - p[1])).toFixed(1) + 'h0';
      });
      stage.querySelector('path').setAttribute('d', d.join(''));
      stage.firstChild.setAttribute('aria-label', 'particles at t = ' + t.toFixed(2));
      output.value = 't = ' + t.toFixed(2);
    } else {
      const nearest = 0.5 > u ? k : k + 1;
      place(nearest);
      output.value = 't = ' + times[nearest].toFixed(2);
    }
  }

  let playing = 0;
  function stop() {
    cancelAnimationFrame(playing);
    playing = 0;
    button.textContent = 'Play';
  }

  function play() {
    let from = 0;
    button.textContent = 'Stop';
    const tick = now => {
      from = from || now;
      const t = Math.min(1, (now - from) / 4000);
      slider.value = still.matches ? times.filter(x => t >= x).pop() : t;
      show(Number(slider.value));
      if (t === 1) stop();
      else playing = requestAnimationFrame(tick);
    };
    playing = requestAnimationFrame(tick);
  }

  button.addEventListener('click', () => playing ? stop() : play());
  slider.addEventListener('input', () => {
    stop();
    show(Number(slider.value));
  });
  show(1);
}
