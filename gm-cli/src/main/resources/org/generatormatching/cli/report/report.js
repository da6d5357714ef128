'use strict';
for (const strip of document.querySelectorAll('.strip')) {
  const frames = [...strip.querySelectorAll('.frame')];
  if (frames.length < 2) continue;
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const player = document.createElement('div');
  player.className = 'player';
  player.innerHTML = '<div class="stage"></div><div class="controls"><button type="button">Play</button>'
    + '<input type="range" min="0" max="1" step="0.005" value="1" aria-label="time t"/><output></output></div>';
  const [stage, button, slider, output] =
    ['.stage', 'button', 'input', 'output'].map(s => player.querySelector(s));
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
    let k = 0;
    while (k < times.length - 2 && times[k + 1] <= t) k++;
    const u = Math.min(1, Math.max(0, (t - times[k]) / (times[k + 1] - times[k])));
    if (clouds[k] && clouds[k + 1]) {
      place(0);
      const d = clouds[k].map((p, i) => {
        const q = clouds[k + 1][i] || p;
        return 'M' + (p[0] + u * (q[0] - p[0])).toFixed(1) + ' ' + (p[1] + u * (q[1] - p[1])).toFixed(1) + 'h0';
      });
      stage.querySelector('path').setAttribute('d', d.join(''));
      stage.firstChild.setAttribute('aria-label', 'particles at t = ' + t.toFixed(2));
      output.value = 't = ' + t.toFixed(2);
    } else {
      const nearest = u < 0.5 ? k : k + 1;
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
      slider.value = still.matches ? times.filter(x => x <= t).pop() : t;
      show(Number(slider.value));
      if (t < 1) playing = requestAnimationFrame(tick);
      else stop();
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
