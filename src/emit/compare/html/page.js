// The filter: shows everything, or only where the second policy is looser or may be. The style does the hiding.
(() => {
  'use strict';
  const filter = document.getElementById('filter');
  if (!filter) return;
  const box = document.getElementById('only-looser');
  const shown = document.getElementById('filter-shown');
  const all = document.querySelectorAll('[data-counts]').length;
  const looser = document.querySelectorAll('[data-counts][data-looser="yes"]').length;
  const apply = () => {
    document.documentElement.classList.toggle('only-looser', box.checked);
    shown.textContent = `${box.checked ? looser : all} of ${all} questions, differences and rules are shown.`;
  };
  box.addEventListener('change', apply);
  filter.hidden = false;
  apply();
})();
