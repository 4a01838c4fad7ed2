import { Command, CommanderError } from 'commander';
import { ackCommand } from './ack.ts';
import { approveCommand } from './approve.ts';
import { backtestCommand } from './backtest.ts';
import { backupCommand, restoreCommand } from './backup.ts';
import { changeCommand } from './change.ts';
import { completionCommand } from './completion.ts';
import { configCommand } from './config.ts';
import { dashboardCommand } from './dashboard.ts';
import { demoCommand } from './demo.ts';
import { diffCommand } from './diff.ts';
import { discoverCommand } from './discover.ts';
import { doctorCommand } from './doctor.ts';
import { eventsCommand } from './events.ts';
import { EXAMPLES } from './examples.ts';
import { expectedCommand } from './expected.ts';
import { explainCommand } from './explain.ts';
import { findingsCommand } from './findings.ts';
import { forecastCommand } from './forecast.ts';
import { incidentCommand } from './incident.ts';
import { incidentsCommand } from './incidents.ts';
import { initCommand } from './init.ts';
import { usage } from './input-options.ts';
import { llmCommand } from './llm.ts';
import { modelsCommand, trainCommand } from './models.ts';
import { parseCommand } from './parse.ts';
import { playbookCommand } from './playbook.ts';
import { reloadCommand } from './reload.ts';
import { replayCommand } from './replay.ts';
import { reportCommand } from './report.ts';
import { reviewCommand } from './review.ts';
import { routeCommand } from './route.ts';
import { rulesCommand } from './rules.ts';
import { runCommand } from './run.ts';
import { scanCommand } from './scan.ts';
import { seriesCommand } from './series.ts';
import { Session } from './session.ts';
import { sessionsCommand } from './sessions.ts';
import { silenceCommand } from './silence.ts';
import { simulateCommand } from './simulate.ts';
import { statusCommand } from './status.ts';
import { templatesCommand } from './templates.ts';
import { testAlertCommand } from './test-alert.ts';
import { tokenCommand } from './token.ts';
import { triageCommand } from './triage.ts';
import { usageMessage, withCommand } from './usage.ts';
import { userCommand } from './user.ts';
import { verdictCommand } from './verdict.ts';
import { version } from './version.ts';
import { watchCommand } from './watch.ts';

type Make = (command: Command, session: Session) => Command;

/** Every command, as the help lists them. */
const GROUPS: { readonly [group: string]: { readonly [name: string]: Make } } = {
  'Logs that are there:': {
    scan: scanCommand,
    parse: parseCommand,
    templates: templatesCommand,
    diff: diffCommand,
    explain: explainCommand,
    triage: triageCommand,
    sessions: sessionsCommand,
    series: seriesCommand,
    forecast: forecastCommand,
  },
  'Around the clock:': {
    run: runCommand,
    dashboard: dashboardCommand,
    watch: watchCommand,
    status: statusCommand,
    incidents: incidentsCommand,
    incident: incidentCommand,
    findings: findingsCommand,
    events: eventsCommand,
    models: modelsCommand,
    report: reportCommand,
    playbook: playbookCommand,
    approve: approveCommand,
  },
  'What people know:': {
    rules: rulesCommand,
    expected: expectedCommand,
    verdict: verdictCommand,
    ack: ackCommand,
    silence: silenceCommand,
    change: changeCommand,
    train: trainCommand,
    review: reviewCommand,
  },
  'Logs of the past, and made ones:': {
    replay: replayCommand,
    backtest: backtestCommand,
    simulate: simulateCommand,
    demo: demoCommand,
  },
  'Setting up:': {
    init: initCommand,
    doctor: doctorCommand,
    discover: discoverCommand,
    config: configCommand,
    reload: reloadCommand,
    'test-alert': testAlertCommand,
    llm: llmCommand,
    route: routeCommand,
    user: userCommand,
    token: tokenCommand,
    backup: backupCommand,
    restore: restoreCommand,
    completion: completionCommand,
  },
};

/** The whole command tree. Help, errors and completion are made of it, so they cannot drift from what is accepted. */
function buildProgram(session: Session): Command {
  const program = new Command('logsift')
    .description('Reads logs, learns what is normal in them, and shows what does not fit.')
    .usage('[command] [path...] [options]')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    // A command with several arguments leaves less room for its description than commander would break at.
    .configureHelp({ minWidthToWrap: 30 })
    .configureOutput({
      writeOut: (text) => void session.print(text),
      // Errors are said once, in one line, by runCli.
      outputError: () => {},
    })
    .addHelpText('after', EXAMPLES.logsift!);
  for (const [group, commands] of Object.entries(GROUPS)) {
    for (const [name, make] of Object.entries(commands)) {
      const command = program.command(name).helpOption('-h, --help', 'print this help').helpGroup(group);
      make(command, session).addHelpText('after', EXAMPLES[name]!);
    }
  }
  return program;
}

/** Runs the program on its arguments (without node and script) and resolves to the exit code. Never rejects. */
export async function runCli(args: readonly string[]): Promise<number> {
  const session = new Session();
  try {
    const program = buildProgram(session);
    if (args.length === 0) await (await import('./checkup.ts')).checkup(session);
    else await program.parseAsync(withCommand(args, program), { from: 'user' });
    return session.exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return session.complain(error);
    return error.exitCode === 0 ? session.exitCode : session.complain(usage(usageMessage(error, args)));
  }
}
