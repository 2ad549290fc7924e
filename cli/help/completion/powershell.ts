import { type CommandTable, flagsAfter, namesOf, spellings } from "../command-table.ts";

/** Writes the completion for PowerShell, where of several fields only the first is completed. */
export function powershellCompletion(table: CommandTable): string {
  const { globalFlags, commands } = table;
  const words = [
    entry("", [...commands.map(({ name }) => name), ...globalFlags.flatMap(spellings)]),
    ...commands.flatMap((command) =>
      entries(namesOf(command), [...(command.argument?.words ?? []), ...flagsAfter(table, command).flatMap(spellings)]),
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
  const idCommands = commands.filter(({ argument }) => argument?.kind === "ids").flatMap(namesOf);
  return `# Completion of wish for PowerShell. In $PROFILE: wish completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName wish, wish-list -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @{
${words.join("\n")}
  }
  $values = @{
${values.join("\n")}
  }
  $before = @($ast.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  $command = [string]($before | Select-Object -Skip 1 | Where-Object { $_ -ne '' -and $words.ContainsKey($_) } | Select-Object -First 1)
  $flag = $before[-1]
  $typed = ''
  if ($word -match '^(--[a-z-]+)=(.*)$') {
    $flag = $Matches[1]
    $word = $Matches[2]
    $typed = "$flag="
  }
  $choices = $words[$command]
  if ($values.ContainsKey("$command $flag") -and -not $word.StartsWith('-')) {
    $choices = $values["$command $flag"]
  }
  elseif ($command -in @(${idCommands.map((name) => `'${name}'`).join(", ")}) -and -not $word.StartsWith('-')) {
    $cache = if ($env:XDG_CACHE_HOME) { $env:XDG_CACHE_HOME } elseif ($env:LOCALAPPDATA) { $env:LOCALAPPDATA } else { "$HOME/.cache" }
    Get-Content -Encoding UTF8 -ErrorAction SilentlyContinue -LiteralPath "$cache/wish/wishes.tsv" | ForEach-Object {
      $id, $name = $_ -split "\`t", 2
      if ($id.StartsWith($word)) {
        [System.Management.Automation.CompletionResult]::new($id, "$id  $name", 'ParameterValue', $name)
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

function entry(key: string, words: readonly string[]): string {
  return `    '${key}' = @(${words.map((word) => `'${word}'`).join(", ")})`;
}
