/** Names that the made network speaks of: people, places on the internet, pages of a shop. */

export const GIVEN_NAMES =
  'anna ben clara david emma felix greta hugo ida jonas kira leo mia noah olga paul'.split(' ');

export const SURNAMES = (
  'adler berger conrad dietz engel fuchs graf hahn imhof jansen keller lorenz maier nowak otto peters quandt ' +
  'richter schulz thoma ulmer vogel weber xander yilmaz ziegler brandt kaiser lindner sommer'
).split(' ');

/** People with different names that the two lists make when they are walked in step. */
export const CLERKS = 240;

/** The place's own domain. */
export const OWN_DOMAIN = 'example.net';

export interface MailDomain {
  readonly name: string;
  readonly exchanger: string;
  readonly address: string;
}

/** Whom the place writes to, the most frequent first. */
export const MAIL_DOMAINS: readonly MailDomain[] = (
  'bigmail.example freemail.example kontor-sued.example alpina-druck.example stadtwerke.example nordlicht.example ' +
  'holzbau.example praxis-am-markt.example lieferwelt.example buerobedarf.example hotelpost.example kanzlei.example ' +
  'messebau.example papierhaus.example solarnord.example uni-post.example verlag.example weinhandel.example ' +
  'zahnrad.example autohaus.example baeckerei.example chemielab.example dachdecker.example elektro-k.example ' +
  'fahrrad.example gartenbau.example handwerk.example inselhotel.example jachthafen.example klavierbau.example'
)
  .split(' ')
  .map((name, i) => ({
    name,
    exchanger: i % 3 === 0 ? `mx1.${name}` : i % 3 === 1 ? `mail.${name}` : `mx.mailfilter${i % 4}.example`,
    address: `${[81, 85, 91, 193, 212][i % 5]}.${(i * 37) % 256}.${(i * 91) % 256}.${10 + i}`,
  }));

/** Hosts on the internet that everybody's browser and every server's updates go to. */
export const SITES: readonly string[] = Array.from(
  { length: 120 },
  (_, i) =>
    `${[104, 151, 142, 52, 13, 185, 95, 199][i % 8]}.${(i * 53) % 256}.${(i * 101) % 256}.${10 + (i % 240)}`,
);

export const MIRRORS: readonly string[] = ['151.101.2.132', '151.101.66.132', '130.89.148.12', '78.47.112.9'];
export const TIME_SERVERS: readonly string[] = ['192.53.103.108', '131.188.3.221', '129.70.132.34'];
export const RESOLVERS: readonly string[] = ['9.9.9.9', '149.112.112.112', '194.150.168.168'];

/** Pages of the shop, the most visited first. */
export const PAGES = (
  '/ /products /cart /search /static/app.js /static/style.css /img/logo.svg /login /products/1042 /products/2210 ' +
  '/products/3317 /checkout /account /api/v1/stock /api/v1/prices /favicon.ico /help/shipping /help/returns ' +
  '/img/teaser.webp /robots.txt /sitemap.xml /newsletter /imprint'
).split(' ');

export const AGENTS: readonly string[] = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/5.0 (X11; Linux x86_64; rv:142.0) Gecko/20100101 Firefox/142.0',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15',
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36',
  'Mozilla/5.0 (compatible; searchbot/2.1; +https://search.example/bot.html)',
  'shop-app/5.2 (Android 14)',
  'curl/8.5.0',
];

/** Names that strangers try at an open door. */
export const GUESSES =
  'admin test oracle ubuntu guest ftpuser pi user postgres git support nagios dev hadoop minecraft steam'.split(
    ' ',
  );
