/** A secret that is known by how it looks. */
export interface SecretRule {
  /** What is said of it where it was cut. */
  readonly kind: string;
  /** Groups `before` and `after` stay, the rest of the match goes. */
  readonly pattern: RegExp;
  /** What else must be true of the group `secret`. */
  readonly when?: (secret: string, key: string) => boolean;
}

const shape = (kind: string, source: string, flags = 'gi'): SecretRule => ({
  kind,
  pattern: new RegExp(`(?<![A-Za-z0-9])${source}`, flags),
});

/** Keys and tokens that carry a mark of who gave them out; also cut short, as a line may end within one. */
export const SHAPES: readonly SecretRule[] = [
  shape('AWS key id', '(?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|AGPA|ANPA|ANVA)[A-Z0-9]{12,17}'),
  shape('Google key', 'AIza[\\w-]{20,}'),
  shape('Google token', 'ya29\\.[\\w.-]{10,}'),
  shape('Google secret', 'GOCSPX-[\\w-]{10,}'),
  shape('Azure secret', '[\\w~.]{3}\\dQ~[\\w~.-]{20,}', 'g'),
  shape('GitHub token', '(?:gh[pousr]_\\w{10,}|github_pat_\\w{10,})'),
  shape('GitLab token', 'gl(?:pat|ptt|dt|rt|cbt|oas|soat|ft|imt|agent|sa)-[\\w-]{8,}'),
  shape('Slack token', 'x(?:ox[a-z]|app)-[\\w-]{6,}'),
  {
    kind: 'webhook',
    pattern:
      /(?<before>hooks\.slack\.com\/(?:services|workflows)\/|discord(?:app)?\.com\/api\/webhooks\/|\.webhook\.office\.com\/)[^\s"'<>]+/gi,
  },
  shape('Stripe key', '(?:[sprt]k_(?:live|test)_|whsec_)\\w{8,}'),
  shape('Anthropic key', 'sk-ant-[\\w-]{6,}'),
  shape('OpenAI key', 'sk-(?:proj-|svcacct-|admin-|or-v1-)?[\\w-]{16,}'),
  shape('npm token', 'npm_[A-Za-z0-9]{10,}'),
  shape('PyPI token', 'pypi-[\\w-]{16,}'),
  shape('SendGrid key', 'SG\\.[\\w-]{8,}\\.[\\w-]{8,}'),
  shape('Twilio key', '(?:AC|SK)[0-9a-f]{32}(?![0-9a-z])'),
  shape('Telegram token', '(?:bot)?\\d{8,10}:[\\w-]{33,}'),
  shape('Discord token', '[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,}', 'g'),
  shape('DigitalOcean token', 'do[opr]_v1_[0-9a-f]{10,}'),
  shape('Hugging Face token', 'hf_[A-Za-z0-9]{16,}'),
  shape('Vault token', 'hv[sbr]\\.[\\w-]{10,}'),
  shape('Grafana token', 'gl(?:sa|c)_\\w{10,}'),
  shape('Shopify token', 'shp(?:at|ca|pa|ss)_[0-9a-f]{10,}'),
  shape('Mailgun key', 'key-[0-9a-f]{32}'),
  shape('Databricks token', 'dapi[0-9a-f]{20,}'),
  shape('Linear key', 'lin_(?:api|oauth)_\\w{10,}'),
  shape('Docker token', 'dckr_(?:pat|oat)_[\\w-]{10,}'),
  shape('Atlassian token', 'ATATT3[\\w=-]{16,}'),
  shape('age key', 'AGE-SECRET-KEY-[A-Z0-9]{16,}'),
  shape('JWT', 'eyJ[\\w-]{4,}(?:\\.[\\w-]*){1,4}'),
  // crypt(5), and what LDAP keeps.
  { kind: 'password hash', pattern: /\$(?:[156y]|2[abxy]|apr1|argon2\w*|7|8|9|14)\$[^\s"',;:]{6,}/g },
  { kind: 'password hash', pattern: /\{(?:S?SHA\d*|S?MD5|CRYPT|PBKDF2[^}]{0,20})\}[\w+/=.$-]{6,}/gi },
];
