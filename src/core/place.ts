/** A place on the earth, in degrees. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

/** Where addresses are. */
export interface Places {
  /** The place of an address; null where it is not known. */
  find(address: string): Place | null;
  /** Where we are; null where nobody said so. */
  readonly home: Place | null;
}

const RADIUS = 6371;

/** Kilometres between two places, along the surface. */
export function distanceOf(a: Place, b: Place): number {
  const rad = (degrees: number) => (degrees * Math.PI) / 180;
  const [up, across] = [rad(b.latitude - a.latitude) / 2, rad(b.longitude - a.longitude) / 2];
  const chord =
    Math.sin(up) ** 2 + Math.cos(rad(a.latitude)) * Math.cos(rad(b.latitude)) * Math.sin(across) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(chord)));
}
