import { keepCompiledCode } from './code-cache.ts';

keepCompiledCode(process.env);
const { runCli } = await import('./program.ts');
const code = await runCli(process.argv.slice(2));
// What is still on its way to a slow reader is waited for; what still holds standard input open is not.
process.stdout.write('', () => process.exit(code));
