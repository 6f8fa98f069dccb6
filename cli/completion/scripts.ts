/** Shells that the program completes for. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

const bash = `# Completion of thalamus in Bash. In ~/.bashrc: eval "$(thalamus completion bash)"
_thalamus() {
  local kind word
  COMPREPLY=()
  {
    read -r kind
    while IFS=$'\\t' read -r word _; do COMPREPLY+=("$word"); done
  } < <(thalamus __complete-line "\${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" 2>/dev/null </dev/null)
  if [[ $kind == files ]]; then compopt -o default; fi
}
complete -F _thalamus thalamus
`;

const zsh = `#compdef thalamus
# Completion of thalamus in Zsh. In ~/.zshrc, behind compinit: eval "$(thalamus completion zsh)"
_thalamus() {
  local line
  local -a lines found
  lines=("\${(@f)$(thalamus __complete-words "\${(@Q)words[2,CURRENT-1]}" "\${(Q)PREFIX}" 2>/dev/null </dev/null)}")
  if [[ $lines[1] == files ]]; then
    _files
    return
  fi
  shift lines
  for line in $lines; do
    found+=("\${\${line%%$'\\t'*}//:/\\\\:}\${\${line#*$'\\t'}:+:\${line#*$'\\t'}}")
  done
  (( $#found )) && _describe thalamus found
}
if [[ $funcstack[1] == _thalamus ]]; then _thalamus "$@"; else compdef _thalamus thalamus; fi
`;

const fish = `# Completion of thalamus in Fish. In ~/.config/fish/config.fish: thalamus completion fish | source
function __thalamus_complete
  set -l words (commandline -opc)
  set -l word (commandline -ct)
  test -n "$word"; or set word ''
  set -l lines (thalamus __complete-words $words[2..-1] $word 2>/dev/null </dev/null)
  if test "$lines[1]" = files
    __fish_complete_path $word
  else
    string join \\n -- $lines[2..-1]
  end
end
complete -c thalamus -f -a '(__thalamus_complete)'
`;

/** What a shell has to read so that it completes. */
export const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
