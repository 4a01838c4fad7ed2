/** What the help of each command ends with. */
export const EXAMPLES: { readonly [command: string]: string } = {
  logsift: `
Examples:
  logsift                                 how the last 30 days here were
  logsift /var/log/syslog                 what deserves a look in a log
  logsift scan                            the same of this machine's own logs
  logsift journal --since yesterday       the same of the systemd journal
  ssh web01 cat app.log | logsift -       the same of standard input
  logsift templates app.log --top 20      the commonest kinds of lines
  logsift diff old.log new.log            what is new, gone or other than before
  logsift parse app.log | jq .message     every line as JSON
  logsift explain "Mar  1 12:00:00 web01 sshd[7]: hello"`,
  scan: `
Exit codes: 0 done, 1 a finding reached --fail-on, 2 wrong usage, 3 nothing could be read, 130 interrupted.

Examples:
  logsift scan '/var/log/*.log' /srv/app/logs
  logsift scan journal --unit ssh --since -2h
  logsift scan today.log --baseline last-week.log
  logsift scan /var/log/syslog --baseline cached
  logsift scan app.log --json --fail-on 3 > result.json`,
  parse: `
Examples:
  logsift parse access.log.gz | jq -r 'select(.severity <= 3) | .message'
  logsift parse app.log --csv > app.csv
  logsift parse journal --unit ssh --since today`,
  templates: `
Examples:
  logsift templates /var/log/syslog
  logsift templates app.log --json --top all`,
  diff: `
Exit codes: as of scan; 1 with --exit-code when there is a difference.

Examples:
  logsift diff yesterday.log today.log
  logsift diff 'before/*.log' 'after/*.log' --exit-code -q
  logsift diff app.log --a ..2026-03-01 --b 2026-03-01..
  logsift diff journal --a -2d..-1d --b -1d..`,
  rules: `
Examples:
  logsift rules list --rules mine.yaml
  logsift rules test                       every rule on its own test lines
  logsift rules test 'Mar  1 12:00:00 web01 sshd[7]: Failed password for root'
  logsift rules test /var/log/syslog --rules mine.yaml`,
  expected: `
Examples:
  logsift expected 3fa9c2d1               what is alike is not shown any more
  logsift expected 3fa9c2d1 --until +7d
  logsift expected                        what is expected
  logsift expected 3fa9c2d1 --remove`,
  explain: `
Examples:
  logsift explain "Mar  1 12:00:00 web01 sshd[7]: Failed password for root"
  tail -3 app.log | logsift explain -`,
  triage: `
Examples:
  logsift triage "Mar  1 12:00:00 web01 kernel: Out of memory: Killed process 812 (mysqld)"
  logsift triage "$(tail -1 app.log)" --context app.log`,
  demo: `
Examples:
  logsift demo
  logsift demo --listen 127.0.0.1:9000 --no-open`,
  simulate: `
Examples:
  logsift simulate | logsift scan -
  logsift simulate --scenario power-loss --out week.log --labels truth.json
  logsift simulate --duration 1h --rate 500 --hosts 200 --seed 7 > busy.log
  logsift simulate --scenario slow-query --at +5d10h | logsift scan -`,
  run: `
Examples:
  logsift run                              this machine's journal and logs, syslog on 127.0.0.1:5514
  logsift run --set listen='[":5514"]'      take syslog from the network as well
  logsift run --config ./logsift.yaml --state ./state`,
  watch: `
Examples:
  logsift watch                            this machine's logs
  logsift watch /var/log/nginx/error.log -g timeout
  logsift watch journal -u 'ssh*' --min-surprise 1`,
  replay: `
Examples:
  logsift replay /var/log/syslog.1 --speed 600
  logsift replay yesterday.log --speed max --json`,
  backtest: `
Examples:
  logsift backtest                         this machine's logs of the last 30 days
  logsift backtest --since -7d /var/log/syslog
  logsift backtest /srv/logs/*.log --compare strict.yaml
  logsift backtest --show 3fa9c2d1         one of the pages as a story`,
  status: `
Exit codes: 0 it answers, 1 with --fleet: something is wrong, 2 wrong usage, 3 nobody answers.

Examples:
  logsift status
  logsift status --json | jq '.troubles[].text'
  logsift status --address 10.0.0.5:8514
  logsift status --fleet                   all machines of a cluster
  logsift status --fleet --json | jq '.wrong[].text'`,
  findings: `
Examples:
  logsift findings                         the latest
  logsift findings --since yesterday --sort rank
  logsift findings --host web01 --min-rank 3 --json | jq '.findings[].because'`,
  incidents: `
Examples:
  logsift incidents                        the latest
  logsift incidents --open --sort rank
  logsift incidents --host web01 --since -7d --ndjson | jq -r .headline`,
  incident: `
Examples:
  logsift incident 3fa9c2d1
  logsift incident 3fa9c2d1 --show-prompt  what a language model would be asked
  logsift incident 3fa9c2d1 --json | jq '.changes[].what'`,
  change: `
Examples:
  logsift change "deploy api v2" --app api
  logsift change "power off in room 3" --for 2h --at "2026-03-01 12:00"
  logsift change --since -7d               what is known, read in logs too
  curl -H 'Content-Type: application/json' -d '{"what":"deploy api v2"}' http://127.0.0.1:8514/changes`,
  verdict: `
Examples:
  logsift verdict 3fa9c2d1 real --note "a fuse"
  logsift verdict 3fa9c2d1 noise --note "UPS self-test"
  logsift verdict 3fa9c2d1 expected --until +7d --dry-run
  logsift verdict missed --at "2026-03-01 12:00" --host db01
  logsift verdict                          everything that was said`,
  dashboard: `
Examples:
  logsift dashboard                        a link that signs in once, and a browser with it
  logsift dashboard --no-open
  logsift dashboard --state /backup/state  what is kept there, to look at`,
  user: `
Examples:
  logsift user add ada --role operator     prints a first password, to be changed
  logsift user password ada                another first password
  logsift user list
  logsift user remove ada`,
  token: `
Examples:
  logsift token create grafana --scope read
  curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:8514/api/v1/incidents
  logsift token list
  logsift token revoke 9d3c51f0`,
  ack: `
Examples:
  logsift ack 3fa9c2d1
  logsift ack 3fa9c2d1 --by ada --note "on my way"
  logsift ack                              who has taken up what`,
  silence: `
Examples:
  logsift silence add --host sw-core --for 2h --reason firmware
  logsift silence add --building A --from "2026-04-01 20:00" --for 8h --reason power
  logsift silence add --app backup --cron "0 2 * * sun" --for 3h --reason "full backup"
  logsift silence list                     with what would have been shown
  logsift silence expire 9d3c51f0`,
  report: `
Examples:
  logsift report                           since yesterday
  logsift report --since -7d --format md > week.md
  logsift report --open                    as a page in the browser
  logsift report --since yesterday --until today | mail -s "what happened" ops@example.org`,
  events: `
Examples:
  logsift events "failed password" --since -2h
  logsift events --host web01 --severity err --top all
  logsift events --app sshd --json | jq -r .raw`,
  'test-alert': `
Exit codes: 0 all were sent, 1 one could not be, 2 wrong usage.

Examples:
  logsift test-alert                       to every channel
  logsift test-alert --to team
  logsift test-alert --dry-run             only shows the messages`,
  llm: `
Exit codes: 0 it answered, 1 it did not, 2 wrong usage or no model configured.

Examples:
  logsift llm check
  logsift llm check --set analyst.provider.type=ollama --set analyst.provider.model=qwen3:8b`,
  route: `
Examples:
  logsift route test 3fa9c2d1
  logsift route test --category power --severity critical --host sw-a1
  logsift route test --category storage --at "2026-03-01 03:00" --json`,
  doctor: `
Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.

Examples:
  logsift doctor                           ports, buffers, rights, clocks, disk, what comes
  sudo logsift doctor --json | jq '.checks[] | select(.state != "ok")'
  logsift doctor --show cisco              what to type on the device to send here
  logsift doctor --show rsyslog --address logs.example.org:514
  logsift doctor --show list               the devices that are known`,
  discover: `
Exit codes: 0 a device answered, 2 wrong usage, 3 none did.

Examples:
  logsift discover                         the devices that the configuration polls
  SNMP_COMMUNITY=… logsift discover 192.0.2.1 192.0.2.2 --core core-1
  logsift discover sw1 sw2 --user logsift --auth sha256 --auth-password-file auth
  logsift discover --file net.yaml --write`,
  config: `
Examples:
  logsift config check                     of /etc/logsift and ~/.config/logsift, and the rules they name
  logsift config check new.yaml
  logsift config print --effective         every value that holds, and where it was said
  logsift config schema > logsift.json     for an editor`,
  init: `
Examples:
  logsift init                             /etc/logsift/logsift.yaml for root, else ~/.config/logsift
  logsift init - | less
  logsift init --force mine.yaml`,
  reload: `
Examples:
  sudo logsift reload
  logsift reload --state ~/logsift-state`,
  backup: `
Examples:
  sudo logsift backup /srv/backup/logsift.bak
  logsift backup state.bak --no-events     without the kept events, which are most of it`,
  restore: `
Examples:
  sudo systemctl stop logsift && sudo logsift restore /srv/backup/logsift.bak
  logsift restore state.bak --state ./elsewhere`,
  forecast: `
Examples:
  logsift forecast disk.csv --limit 95     timestamp,value in; when is it full?
  logsift forecast free.csv --limit 5 --falling --horizon 30d
  logsift forecast '/srv used' --host mail01    a number that logsift run follows
  logsift forecast '/srv used' /var/log/syslog*    the same, from logs
  logsift forecast load.csv --json | jq '.ahead[-1]'`,
  series: `
Examples:
  logsift series cpu.csv > scored.csv      timestamp,value in, timestamp,value,score out
  logsift series cpu.csv --min-score 0.5   the points that deserve a look
  logsift series errors-per-minute.csv --counts`,
  sessions: `
Examples:
  logsift sessions app.log --session 'request (\\w+)'
  logsift sessions mail.log --session ' ([0-9A-F]{10,}): '
  logsift sessions 'hdfs-*.log' --session 'blk_-?\\d+' --json | jq '.odd[].because'
  logsift sessions today.log --session 'sshd\\[(\\d+)\\]' --train last-week.log`,
  models: `
Examples:
  logsift models                           versions, freshness, drift
  logsift models --quality                 how many judged pages were real, by detector
  logsift models rollback windows.all 3    back to an earlier version
  logsift models --json | jq '.models[].current.version'`,
  review: `
Examples:
  logsift review                           500 lines of the last week, one by one
  logsift review --since -30d --lines 200 --again
  logsift review --list > lines.ndjson     for a script, which says of each: odd, fine or skip
  logsift review --labels labels.txt --json`,
  train: `
Examples:
  logsift train                            all models are learnt anew now
  logsift train windows                    those of a detector
  logsift train windows.hosts              one`,
  completion: `
Install:
  bash  logsift completion bash > ~/.local/share/bash-completion/completions/logsift
  zsh   logsift completion zsh > ~/.zfunc/_logsift      (with ~/.zfunc in fpath before compinit)
  fish  logsift completion fish > ~/.config/fish/completions/logsift.fish`,
  playbook: `
Examples:
  logsift playbook list
  logsift playbook test 3fa9c2d1          what would be done about it, and why not
  logsift playbook log                    what was done, and who said so`,
  approve: `
Exit codes: 0 done, 1 not done or failed, 2 nothing to say yes to, 3 no running logsift.

Examples:
  logsift approve 3fa9c2d1 --dry-run
  logsift approve 3fa9c2d1 --playbook block-address
  logsift approve 3fa9c2d1 --undo`,
};
