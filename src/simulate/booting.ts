import { AUTH, DAEMON, daemon, INFO, KERN, NOTICE, plain, systemd } from './speaker.ts';

const SYSTEMD = systemd();
const KERNEL = plain('kernel', KERN, INFO);
const KERNEL_NOTICE = plain('kernel', KERN, NOTICE);

/** What a server says while it starts: ms after it began, who says it, and what. */
export const BOOTING = [
  [
    0,
    KERNEL_NOTICE,
    'Linux version 6.12.48+deb13-amd64 (debian-kernel@lists.debian.org) (gcc-14 (Debian 14.2.0-19) 14.2.0) #1 SMP PREEMPT_DYNAMIC Debian 6.12.48-1',
  ],
  [
    1,
    KERNEL,
    'Command line: BOOT_IMAGE=/boot/vmlinuz-6.12.48+deb13-amd64 root=/dev/mapper/vg0-root ro quiet',
  ],
  [400, KERNEL, 'smp: Brought up 1 node, 8 CPUs'],
  [900, KERNEL, 'e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex, Flow Control: Rx/Tx'],
  [1800, KERNEL, 'EXT4-fs (dm-0): mounted filesystem 6f2c1d1e with ordered data mode. Quota mode: none.'],
  [2600, SYSTEMD, 'Started cron.service - Regular background program processing daemon.'],
  [2700, SYSTEMD, 'Started ssh.service - OpenBSD Secure Shell server.'],
  [2710, daemon('sshd', AUTH, INFO), 'Server listening on 0.0.0.0 port 22.'],
  [
    2800,
    daemon('chronyd', DAEMON, INFO),
    'chronyd version 4.6.1 starting (+CMDMON +NTP +REFCLOCK +RTC +PRIVDROP +SCFILTER +SIGND +NTS)',
  ],
  [3300, SYSTEMD, 'Reached target multi-user.target - Multi-User System.'],
  [3400, SYSTEMD, 'Startup finished in 4.102s (kernel) + 9.881s (userspace) = 13.984s.'],
] as const;
