import { z } from 'zod';
import { distanceOf, type Place } from '../core/place.ts';

const MOST = 64;
/** Places so near are one, km. */
const NEAR = 50;

/** The places from which people got in, at most 64: the one that was used longest ago makes room. */
export class Homes {
  #places: Place[] = [];

  /** Somebody got in from there. */
  note(place: Place | null): void {
    if (place === null) return;
    const known = this.#places.findIndex((one) => distanceOf(one, place) < NEAR);
    const [same] = known < 0 ? [place] : this.#places.splice(known, 1);
    this.#places.push(same!);
    if (this.#places.length > MOST) this.#places.shift();
  }

  /** Kilometres to the nearest of them, or to `home`; NaN where there is nothing to measure. */
  distance(place: Place | null, home: Place | null): number {
    if (place === null) return Number.NaN;
    const each = [...this.#places, ...(home === null ? [] : [home])].map((one) => distanceOf(one, place));
    return each.length === 0 ? Number.NaN : Math.min(...each);
  }

  /** JSON-safe state. */
  save(): [latitude: number, longitude: number][] {
    return this.#places.map(({ latitude, longitude }) => [latitude, longitude]);
  }

  /** Takes back what `save` gave. */
  load(places: readonly (readonly [number, number])[]): void {
    this.#places = places.map(([latitude, longitude]) => ({ latitude, longitude }));
  }
}

export const savedHomes = z.array(z.tuple([z.number(), z.number()])).max(MOST);
