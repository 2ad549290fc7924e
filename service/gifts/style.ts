import { createHash } from "node:crypto";

/**
 * What the pages of gifts have besides the look of all pages: forms, with buttons of 44 px and more.
 *
 * On paper there is nothing of them: who prints the page prints the list, and no trace of what is taken.
 */
export const giftCss = `
.intro{margin-bottom:1.75rem;color:var(--quiet)}
.give{margin-top:1rem;padding-top:1rem;border-top:1px solid var(--line)}
.give form{display:flex;flex-wrap:wrap;align-items:end;gap:.75rem 1rem}
main>form{margin-top:1.25rem}
button,input{min-height:2.75rem;padding:.4rem 1.1rem;border:1px solid var(--quiet);border-radius:.6rem;background:var(--card);color:var(--text);font:inherit}
button{border-color:var(--accent);background:var(--accent);color:var(--on);font-weight:600;cursor:pointer}
button.quiet{background:none;color:var(--accent)}
button:focus-visible,input:focus-visible{outline:3px solid var(--accent);outline-offset:3px}
label{display:block}
input{display:block;margin-top:.25rem;padding:.4rem .75rem;max-width:100%}
input[type=number]{width:6rem}
.hint{color:var(--quiet);margin:.35rem 0 1rem}
.free{margin-bottom:.6rem}
.gift{margin:0 0 1rem;font-size:1.4rem;font-weight:600}
.taken{font-weight:600}
.keep{margin-top:1.25rem}
.trap{display:none}
@media print{.give,.intro,main>form,.keep,.hint{display:none}}
`;

export const giftStyleSource = `'sha256-${createHash("sha256").update(giftCss).digest("base64")}'`;
