import { createHash } from "node:crypto";

/** Colours by what they are for; each pair of text and ground has a contrast of 4.5 and more (WCAG 2.2, 1.4.3). */
const light = "--ground:#faf6ef;--card:#fff;--text:#2a2521;--quiet:#625a52;--line:#e3dacd;--accent:#9b2242;--on:#fff";
const dark =
  "--ground:#1c1917;--card:#292421;--text:#f3ece3;--quiet:#c2b7aa;--line:#453d36;--accent:#ffa9ba;--on:#2b0a14";

/**
 * How pages look. One column; the letters follow the size that the reader has set, from 18 px on; whatever can be
 * touched is 44 px high; long words break, and nothing is cut. On paper: addresses in full, and no wish on two pages.
 */
export const css = `
:root{color-scheme:light dark;${light}}
@media (prefers-color-scheme:dark){:root{${dark}}}
*{box-sizing:border-box}
html{font-size:112.5%;-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0 auto;padding:2.5rem 1rem 3rem;max-width:40rem;background:var(--ground);color:var(--text);
font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1,h2{margin:0;font-family:ui-serif,"Iowan Old Style","Palatino Linotype",Palatino,Georgia,serif;font-weight:600;text-wrap:balance}
h1{font-size:2.25rem;line-height:1.2}
h2{margin-bottom:.25rem;font-size:1.4rem;line-height:1.35}
p{margin:0}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:.2em}
a:hover{text-decoration-thickness:2px}
a:focus-visible{outline:3px solid var(--accent);outline-offset:3px;border-radius:.25rem}
header{margin-bottom:1.75rem}
h2 a,nav a,footer a,.home a{display:inline-block;min-width:2.75rem;padding:.35rem 0;min-height:2.75rem}
article{margin:0 0 1.25rem;padding:1.1rem 1.25rem 1.25rem;background:var(--card);border:1px solid var(--line);border-radius:1rem;scroll-margin-top:1rem}
article:target{border-color:var(--accent);box-shadow:0 0 0 2px var(--accent)}
.most{display:inline-block;margin-bottom:.4rem;padding:.1rem .75rem;border-radius:1rem;background:var(--accent);color:var(--on);font-weight:600}
.price{font-size:1.15rem;font-weight:600}
.lists{display:block}
.lists ul{margin:0;padding:0;list-style:none}
.about{margin-top:.6rem;white-space:pre-wrap}
.date,.shop,.tags,.changed,.empty,.number{color:var(--quiet)}
.note{margin-top:.6rem;white-space:pre-wrap}
.tags{display:flex;flex-wrap:wrap;gap:.4rem;margin:.8rem 0 0;padding:0;list-style:none}
.tags li{padding:.2rem .75rem;line-height:1.35;border:1px solid var(--line);border-radius:1rem}
.empty{margin:2rem 0;font-size:1.15rem}
nav{margin:1.5rem 0;display:flex;flex-wrap:wrap;align-items:center;gap:.5rem 1.75rem}
footer{margin-top:2.5rem;padding-top:1.25rem;border-top:1px solid var(--line)}
footer p+p{margin-top:.5rem}
.qr{display:block;width:11rem;max-width:100%;margin:1rem 0;background:#fff;border-radius:.5rem}
.qr path{fill:#000}
@page{margin:15mm}
@media print{
:root{color-scheme:light;--ground:#fff;--card:#fff;--text:#000;--quiet:#000;--line:#999;--accent:#000;--on:#000}
html{font-size:11pt}
body{max-width:none;padding:0}
header{margin-bottom:1rem}
h1{font-size:2rem}
nav,.feed{display:none}
article{margin-bottom:.7rem;padding:.7rem 1rem;break-inside:avoid}
article:target{box-shadow:none;border-color:var(--line)}
h2 a,footer a{padding:0;min-height:0;text-decoration:none}
h2 a{display:block}
h2 a::after{content:attr(href);display:block;direction:ltr;unicode-bidi:isolate;text-align:left;text-wrap:wrap;word-break:break-all;font:.85rem/1.4 system-ui,sans-serif}
.shop{display:none}
.most{border:1px solid #000;background:none}
footer{display:grid;grid-template:auto 1fr/1fr auto;break-inside:avoid;margin-top:1rem;padding-top:.75rem}
.qr{grid-area:1/2/span 2;width:35mm;margin:0}
}
`;

/** What lets a browser take this style and no other (Content Security Policy level 3, §2.3.1). */
export const styleSource = `'sha256-${createHash("sha256").update(css).digest("base64")}'`;
