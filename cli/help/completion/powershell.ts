import { type CommandTable, flagsAfter, namesOf, rememberedIn, spellings, type Values } from "../command-table.ts";

/** Writes the completion for PowerShell, where of several fields only the first is completed. */
export function powershellCompletion(table: CommandTable): string {
  const { globalFlags, commands } = table;
  const words = [
    entry("", [
      ...commands.map(({ name }) => name).filter((name) => !name.includes(" ")),
      ...globalFlags.flatMap(spellings),
    ]),
    ...commands.flatMap((command) =>
      entries(namesOf(command), [
        ...command.subcommands,
        ...(command.argument?.words ?? []),
        ...flagsAfter(table, command).flatMap(spellings),
      ]),
    ),
  ];
  const values = commands.flatMap((command) =>
    flagsAfter(table, command)
      .filter(({ value }) => value !== "none")
      .flatMap((flag) =>
        entries(
          namesOf(command).flatMap((name) => spellings(flag).map((spelling) => `${name} ${spelling}`)),
          flag.values.words,
        ),
      ),
  );
  const files = commands.flatMap((command) => {
    const ofFlags = flagsAfter(table, command).flatMap((flag) =>
      fileEntries(
        namesOf(command).flatMap((name) => spellings(flag).map((spelling) => `${name} ${spelling}`)),
        flag.values,
      ),
    );
    return fileEntries(namesOf(command), command.argument).concat(ofFlags);
  });
  return `# Completion of wish for PowerShell. In $PROFILE: wish completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName wish, wish-list -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @{
${words.join("\n")}
  }
  $values = @{
${values.join("\n")}
  }
  $files = @{
${files.join("\n")}
  }
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  $command = [string]($before | Select-Object -Skip 1 | Where-Object { $_ -ne '' -and $words.ContainsKey($_) } | Select-Object -First 1)
  foreach ($each in $before) {
    if ($words.ContainsKey("$command $each")) { $command = "$command $each"; break }
  }
  $flag = $before[-1]
  $typed = ''
  if ($word -match '^(--[a-z-]+)=(.*)$') {
    $flag = $Matches[1]
    $word = $Matches[2]
    $typed = "$flag="
  }
  $choices = $words[$command]
  $file = if ($files.ContainsKey("$command $flag")) { $files["$command $flag"] } else { $files[$command] }
  if ($values.ContainsKey("$command $flag") -and -not $files.ContainsKey("$command $flag") -and -not $word.StartsWith('-')) {
    $choices = $values["$command $flag"]
  }
  elseif ($file -and -not $word.StartsWith('-')) {
    $cache = if ($env:XDG_CACHE_HOME) { $env:XDG_CACHE_HOME } elseif ($env:LOCALAPPDATA) { $env:LOCALAPPDATA } else { "$HOME/.cache" }
    Get-Content -Encoding UTF8 -ErrorAction SilentlyContinue -LiteralPath "$cache/wish/$file.tsv" | ForEach-Object {
      $id, $name = $_ -split "\`t", 2
      if ($id.StartsWith($word)) {
        [System.Management.Automation.CompletionResult]::new("$typed$id", "$id  $name", 'ParameterValue', "$id  $name")
      }
    }
    return
  }
  $choices | Where-Object { $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new("$typed$_", $_, 'ParameterValue', $_)
  }
}
`;
}

function entries(keys: readonly string[], words: readonly string[]): string[] {
  return keys.map((key) => entry(key, words));
}

/** What leads to a file of the cache. */
function fileEntries(keys: readonly string[], values: Values | undefined): string[] {
  const file = values && rememberedIn(values);
  return file === undefined ? [] : keys.map((key) => `    '${key}' = '${file}'`);
}

function entry(key: string, words: readonly string[]): string {
  return `    '${key}' = @(${words.map((word) => `'${word}'`).join(", ")})`;
}
