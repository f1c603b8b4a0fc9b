/** The style of every page. Verdicts and boundaries differ in words and form, colour only helps. */
export const pageStyle = `
:root{color-scheme:light dark;--ground:#fff;--raised:#f4f5f7;--ink:#1b1f24;--soft:#4d5661;--line:#c5ccd3;--link:#0a4fb0;--good:#11602a;--bad:#a3141c;--odd:#774a00;--mark:#ffdf73;--mark-ink:#1b1f24}
@media (prefers-color-scheme:dark){:root{--ground:#14171a;--raised:#1f2429;--ink:#e7eaee;--soft:#aeb7c0;--line:#434c56;--link:#8fbcff;--good:#7ddb94;--bad:#ff9c96;--odd:#f0bd63;--mark:#6b5200;--mark-ink:#fff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:76rem;padding:1rem;background:var(--ground);color:var(--ink);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem;line-height:1.25;margin:.5rem 0}
h2{font-size:1.35rem;line-height:1.25;margin:2.5rem 0 .5rem;border-top:2px solid var(--line);padding-top:1rem}
h3{font-size:1.1rem;margin:1.75rem 0 .5rem}
p{margin:.5rem 0}
a{color:var(--link)}
code,pre,.lines{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.875rem}
pre{margin:0;line-height:1.45}
:focus-visible{outline:3px solid var(--link);outline-offset:2px}
main:focus{outline:none}
.skip{position:absolute;left:-99rem}
.skip:focus{position:static;display:inline-block;padding:.5rem}
.lead{font-size:1.1rem}
.soft{color:var(--soft)}
ul.runs{padding:0;margin:.5rem 0;list-style:none}
ul.links{display:flex;flex-wrap:wrap;gap:.25rem 1rem;padding:0;margin:.5rem 0;list-style:none}
dl{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.2rem 1rem;margin:.5rem 0}
dt{color:var(--soft)}
dd{margin:0;min-width:0}
@media (max-width:34rem){dl{grid-template-columns:minmax(0,1fr);gap:0}dd{margin:0 0 .4rem}}
.box{overflow-x:auto;max-width:100%;border:1px solid var(--line);border-radius:.3rem;background:var(--raised);margin:.5rem 0;overflow-wrap:normal}
pre.box,.box pre{padding:.5rem .75rem}
.box.tall{max-height:34rem;overflow-y:auto}
table{border-collapse:collapse;min-width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .7rem;border-bottom:1px solid var(--line)}
tr:last-child>*{border-bottom:0}
thead th{color:var(--soft);font-weight:600;white-space:nowrap}
th.n,td.n{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
.v{font-weight:700;white-space:nowrap}
.v::before{content:"\\2013\\a0";content:"\\2013\\a0" / ""}
.v[data-v=pass]{color:var(--good)}.v[data-v=pass]::before{content:"\\2713\\a0";content:"\\2713\\a0" / ""}
.v[data-v=fail]{color:var(--bad)}.v[data-v=fail]::before{content:"\\2717\\a0";content:"\\2717\\a0" / ""}
.v[data-v=warn]{color:var(--odd)}.v[data-v=warn]::before{content:"\\25b2\\a0";content:"\\25b2\\a0" / ""}
.v[data-v=inconclusive]{color:var(--odd)}.v[data-v=inconclusive]::before{content:"?\\a0";content:"?\\a0" / ""}
.v[data-v=blocked]::before{content:"\\25a0\\a0";content:"\\25a0\\a0" / ""}
.v[data-v=unsupported]::before{content:"\\25cb\\a0";content:"\\25cb\\a0" / ""}
details.item{border:1px solid var(--line);border-radius:.3rem;margin:.3rem 0;background:var(--ground)}
details.item>summary{padding:.4rem .7rem;cursor:pointer}
details.item[open]>summary{border-bottom:1px solid var(--line);background:var(--raised)}
details.item>.body{padding:.4rem .9rem .8rem}
details.item:target{border-color:var(--link);border-width:2px}
.violation{border-left:4px solid var(--bad);padding-left:.8rem;margin:1rem 0}
.violation.mild{border-left-style:dashed;border-left-color:var(--odd)}
mark{background:var(--mark);color:var(--mark-ink);text-decoration:underline wavy;text-underline-offset:.2em}
.again code{background:var(--raised);padding:.1rem .3rem;border-radius:.2rem}
form.filter{display:flex;flex-wrap:wrap;gap:.75rem 1rem;align-items:end;background:var(--raised);border:1px solid var(--line);border-radius:.3rem;padding:.75rem;margin:1.5rem 0 .5rem}
form.filter p{margin:0;max-width:100%}
label{display:block;font-weight:600}
input,select,button{font:inherit;color:inherit;background:var(--ground);border:1px solid var(--soft);border-radius:.25rem;padding:.25rem .5rem;max-width:100%}
.story{min-width:44rem}
.story td{border-bottom:0;padding:.15rem .5rem;font-size:.875rem}
.story .lines{white-space:pre}
.story tr.said td{color:var(--soft);font-style:italic}
.story tr.accused{outline:2px solid var(--bad);outline-offset:-2px}
.segment{border:1px solid var(--line);border-radius:.2rem;padding:.1rem .4rem;background:var(--ground);display:inline-block}
.segment.proven{border-right:6px solid var(--ink);border-bottom:3px solid var(--ink)}
.segment.best-effort{border-right:6px double var(--soft);border-bottom:3px dashed var(--soft)}
.segment.received{border-right:6px dotted var(--soft);border-bottom:3px dotted var(--soft)}
.cut{display:inline-block;margin-left:.5rem;color:var(--soft);font-size:.8rem}
svg.picture{display:block;background:var(--ground);font:12px ui-monospace,Menlo,Consolas,monospace}
svg .lane{stroke:var(--line);stroke-dasharray:2 4}
svg .arrow{stroke:var(--ink);fill:none}
svg .head{fill:var(--ink)}
svg text{fill:var(--ink)}
svg .name{font-weight:700}
svg .time{fill:var(--soft)}
.matrix tbody th{font-weight:400;position:sticky;left:0;background:var(--raised)}
.matrix .part th{font-weight:700}
[hidden]{display:none!important}
footer{margin-top:3rem;border-top:1px solid var(--line);color:var(--soft);font-size:.9rem}
@media print{body{max-width:none;padding:0;font-size:10pt}.filter,.skip{display:none}.box{overflow:visible;max-height:none!important}pre,.lines{white-space:pre-wrap!important;overflow-wrap:anywhere}.story{min-width:0}details.item{break-inside:avoid-page}details[data-verdict=fail]::details-content,details[data-verdict=warn]::details-content{content-visibility:visible;display:block}}
`;
