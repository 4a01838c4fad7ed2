/** A secret in a line, and what of it must not leave. Shapes of keys are put together here, so that no scanner minds. */
export interface PlantedSecret {
  readonly what: string;
  readonly line: string;
  readonly secret: string;
}

const made = (...parts: readonly string[]): string => parts.join('');
const plant = (what: string, secret: string, line: (secret: string) => string): PlantedSecret => ({
  what,
  line: line(secret),
  secret,
});

const AWS_ID = made('AKIA', 'IOSFODNN7EXAMPLE');
const AWS = made('wJalrXUtnFEMI/K7', 'MDENG/bPxRfiCYEXAMPLEKEY');
const BODY = made('MIIEowIBAAKCAQEAx7', 'Vd0pQ9sR3tYw2mNfLkJhGfDsAaQwErTyUiOpLkJhGfDsAzXcVbNm');
const JWT = made('eyJhbGciOiJIUzI1NiJ9.', 'eyJzdWIiOiIxMjM0NTY3ODkwIn0.', 'dozjgNryP4J3jVmNHl0w5N');
const PASSWORD = 'Tr0ub4dor&3x';

/** Secrets as they are met in logs, each in a line that a program might write. */
export const PLANTED_SECRETS: readonly PlantedSecret[] = [
  plant('AWS key id', AWS_ID, (s) => `aws-sdk: request signed by ${s} was denied`),
  plant('AWS secret without a name', AWS, (s) => `config dump: ${s}`),
  plant('AWS secret in JSON', AWS, (s) => `{"aws_secret_access_key":"${s}","region":"eu-central-1"}`),
  plant(
    'Google API key',
    made('AIza', 'SyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY'),
    (s) => `GET /maps?key=${s}&v=3 200`,
  ),
  plant(
    'private key of a service account',
    BODY,
    (s) =>
      `{"type":"service_account","private_key":"-----BEGIN PRIVATE KEY-----\\n${s}\\n-----END PRIVATE KEY-----\\n"}`,
  ),
  plant(
    'Azure storage key',
    made('Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1', 'OUzFT50uSRZ6IFsuFq2UVErCz4I6tq=='),
    (s) => `DefaultEndpointsProtocol=https;AccountName=dev;AccountKey=${s};EndpointSuffix=core.windows.net`,
  ),
  plant(
    'Azure SAS signature',
    made('Zm9vYmFy', 'c2lnbmF0dXJl%2Bxyz%3D'),
    (s) => `GET https://acc.blob.core.windows.net/c/f?sv=2022&sig=${s} 403`,
  ),
  plant(
    'GitHub token',
    made('gh', 'p_16C7e42F292c6912E7710c838347Ae178B4a'),
    (s) => `remote: invalid credentials for ${s}`,
  ),
  plant(
    'GitHub token as the user of a URL',
    made('gh', 's_16C7e42F292c6912E7710c838347Ae178B4a'),
    (s) => `fatal: https://${s}@github.com/o/r.git`,
  ),
  plant('GitLab token', made('gl', 'pat-9xQzLw8nTfKe2VbRmYpC'), (s) => `PRIVATE-TOKEN: ${s}`),
  plant('Slack token', made('xox', 'b-2345678901-abcdefGHIJKL'), (s) => `slack: auth failed token ${s}.`),
  plant(
    'Slack webhook',
    made('T024BE7LD/B024BE7LE/', 'a1B2c3D4e5F6g7H8'),
    (s) => `POST https://hooks.slack.com/services/${s} 404`,
  ),
  plant('Stripe key', made('sk_', 'live_4eC39HqLyjWDarjtT1zdp7dc'), (s) => `stripe charge failed (${s})`),
  plant(
    'OpenAI key',
    made('sk-', 'proj-abcdEFGH1234ijklMNOP5678'),
    (s) => `401 Incorrect API key provided: ${s}`,
  ),
  plant('Anthropic key', made('sk-', 'ant-api03-R2D2c3po-abcdef'), (s) => `x-api-key: ${s}`),
  plant(
    'npm token',
    made('npm', '_abcdefghijklmnopqrstuvwxyz0123456789'),
    (s) => `//registry.npmjs.org/:_authToken=${s}`,
  ),
  plant('bearer token', 'mF_9.B5f-4.1JqM', (s) => `proxy: > Authorization: Bearer ${s}`),
  plant(
    'basic authorization',
    'QWxhZGRpbjpvcGVuIHNlc2FtZQ==',
    (s) => `"headers":{"authorization":"Basic ${s}","accept":"*/*"}`,
  ),
  plant(
    'digest authorization',
    '6629fae49393a05397450978507c4ef1',
    (s) => `Authorization: Digest username="m", realm="r", nonce="x", response="${s}"`,
  ),
  plant('password in a URL', PASSWORD, (s) => `connecting to postgres://app:${s}@db.example.com:5432/app`),
  plant(
    'password in a URL of a broker, upper case',
    'HUNTER2',
    (s) => `AMQP://GUEST:${s}@MQ01:5672/ REFUSED`,
  ),
  plant('password with an at sign in a URL', 'p@ss@word1', (s) => `redis://:${s}@cache:6379/0 timed out`),
  plant('password=', PASSWORD, (s) => `login user=x password=${s}`),
  plant('PASSWD with blanks', PASSWORD, (s) => `PASSWD = ${s}`),
  plant('password with a comma at the end of a line', 'abc,def', (s) => `bind dn=cn=x pwd=${s}`),
  plant(
    'password in double quotes with blanks',
    'correct horse battery',
    (s) => `conf: password="${s}" tls=yes`,
  ),
  plant('password in single quotes', 'it-is-mine', (s) => `db.password: '${s}'`),
  plant(
    'password in escaped JSON',
    PASSWORD,
    (s) => `{"msg":"{\\"user\\":\\"m\\",\\"password\\":\\"${s}\\"}"}`,
  ),
  plant(
    'password in nginx escapes',
    'hunter2',
    (s) => `"POST /login" "{\\x22username\\x22:\\x22m\\x22,\\x22password\\x22:\\x22${s}\\x22}"`,
  ),
  plant('password in a query', 'hunter2', (s) => `GET /login?u=m&pass=${s}&next=/ HTTP/1.1`),
  plant('password in an encoded query', 'hunter2', (s) => `GET /r?to=%2Flogin%3Fpassword%3D${s}%26x%3D1`),
  plant('password encoded twice', 'hunter2', (s) => `GET /r?to=%252Flogin%253Fpassword%253D${s}`),
  plant(
    'password in base64',
    Buffer.from('user=m;password=hunter2').toString('base64'),
    (s) => `blob ${s} rejected`,
  ),
  plant(
    'password in the hexadecimal of auditd',
    Buffer.from('mysql\0-phunter2').toString('hex').toUpperCase(),
    (s) => `type=PROCTITLE msg=audit(1.2:3): proctitle=${s}`,
  ),
  plant('password of a command', 'hunter2', (s) => `COMMAND=/usr/bin/mysql -u root -p${s} app`),
  plant('password of an option', PASSWORD, (s) => `exec: backup --user m --password ${s} --host x`),
  plant('user and password of curl', 'hunter2', (s) => `CMD (curl -s -u api:${s} https://x.example.com/)`),
  plant('client secret in XML', 'a8f5f167f44f4964e6c998dee827110c', (s) => `<client_secret="${s}"/>`),
  plant('api_key in YAML', '0123456789abcdef', (s) => `api_key: ${s}`),
  plant('token in a header of its own', 'd41d8cd98f00b204', (s) => `X-Auth-Token: ${s}`),
  plant('cookie', 'deadbeefcafe', (s) => `Cookie: lang=de; PHPSESSID=${s}; theme=dark`),
  plant('set-cookie', 'deadbeefcafe', (s) => `Set-Cookie: sid=${s}; Path=/; HttpOnly`),
  plant('cookie in JSON', 'deadbeefcafe', (s) => `{"cookie": "sid=${s}; a=b", "status": 500}`),
  plant('JWT', JWT, (s) => `jwt malformed: ${s}`),
  plant('JWT cut short', JWT.slice(0, 40), (s) => `jwt expired: ${s}…`),
  plant(
    'PEM block in one line',
    BODY,
    (s) => `key: -----BEGIN RSA PRIVATE KEY----- ${s} -----END RSA PRIVATE KEY----- loaded`,
  ),
  plant('PEM block whose end is missing', BODY, (s) => `-----BEGIN EC PRIVATE KEY-----\\n${s}`),
  plant(
    'PEM block over lines',
    BODY,
    (s) => `dump:\n-----BEGIN OPENSSH PRIVATE KEY-----\n${s}\nAbc=\n-----END OPENSSH PRIVATE KEY-----`,
  ),
  plant('card number with blanks', '4111 1111 1111 1111', (s) => `payment declined for card ${s} exp 12/29`),
  plant('card number of fifteen digits', '378282246310005', (s) => `pan=${s} declined`),
  plant('SNMP community', 's3cr3tRO', (s) => `snmp-server community ${s} RO 10`),
  plant('SNMP community of a command', 's3cr3tRO', (s) => `CMD (snmpwalk -v2c -c ${s} 10.0.0.1 sysUpTime)`),
  plant(
    'Cisco secret 5',
    made('$1$', 'mERr$hx5rVt7rPNoS4wqbXKX7m0'),
    (s) => `%PARSER-5-CFGLOG_LOGGEDCMD: User:x logged command:enable secret 5 ${s}`,
  ),
  plant('Cisco password 7', '0822455D0A16', (s) => `logged command:username oper password 7 ${s}`),
  plant('RADIUS key', 'sharedS3cret', (s) => `radius-server host 10.1.1.1 auth-port 1812 key ${s}`),
  plant('pre-shared key of wireless', 'geheimesnetz', (s) => `hostapd: wpa_passphrase=${s}`),
  plant('hash of a password', made('$6$', 'rounds=5000$salt$Zk2v1Q0hhJx'), (s) => `chpasswd: anna:${s}`),
  plant('password in Unicode escapes', 'hunter2', (s) => `{"p\\u0061ssword":"${s}"}`),
  plant('password with hidden characters in its name', 'hunter2', (s) => `pass\u200bword=${s}`),
  plant('password in full-width letters', 'hunter2', (s) => `ｐａｓｓｗｏｒｄ＝${s}`),
  plant(
    'Telegram token',
    made('123456789:', 'AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw8'),
    (s) => `POST /bot${s}/sendMessage 401`,
  ),
  plant('SQL', 'hunter2', (s) => `STATEMENT: CREATE USER m IDENTIFIED BY '${s}'`),
];
