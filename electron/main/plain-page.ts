/** The screen for a station that does not run: no script, no picture, nothing that could break as well. */
export function plainPage(title: string, cause: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Retrace</title>
<body bgcolor="#17191d" text="#e9ebee" link="#3bc9db">
<h1>${escaped(title)}</h1>
<p>${escaped(cause)}</p>
<p>The robot is held by its watchdog. Use the hardware stop if it moves.</p>
<p>Sealed episodes are safe. What was open is recovered when the station starts again:
menu <b>File</b>, <b>Start the station again</b>.</p>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
}
