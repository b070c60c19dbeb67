import { expect, it } from 'vitest';
import { plainPage } from './plain-page.ts';

it('says what is wrong, and never as markup', () => {
  const page = plainPage('The station is down', `<img src=x onerror="alert('1')"> & more`);
  expect(page).toContain('<h1>The station is down</h1>');
  expect(page).not.toContain('<img');
  expect(page).toContain('&#60;img src=x onerror=&#34;alert(&#39;1&#39;)&#34;&#62; &#38; more');
});
