import { type CommandTable, type FlagEntry, flagsAfter, spellings } from "../command-table.ts";

/** Writes the completion for PowerShell, where of several fields only the first is completed. */
export function powershellCompletion(table: CommandTable): string {
  const { globalFlags, commands } = table;
  const words = [
    entry("", [...commands.map(({ name }) => name), ...globalFlags.flatMap(spellings)]),
    ...commands.map((command) =>
      entry(command.name, [...(command.argument?.words ?? []), ...flagsAfter(table, command).flatMap(spellings)]),
    ),
  ];
  const values = commands.flatMap((command) =>
    flagsAfter(table, command)
      .filter(({ value }) => value !== "none")
      .flatMap((flag) => valueEntries(command.name, flag)),
  );
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
  $choices | Where-Object { $_.StartsWith($word) } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new("$typed$_", $_, 'ParameterValue', $_)
  }
}
`;
}

function valueEntries(command: string, flag: FlagEntry): string[] {
  return spellings(flag).map((spelling) => entry(`${command} ${spelling}`, flag.values.words));
}

function entry(key: string, words: readonly string[]): string {
  return `    '${key}' = @(${words.map((word) => `'${word}'`).join(", ")})`;
}
