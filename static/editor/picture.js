// Brightness and contrast of the picture, for the eye alone: they belong to the view, and no label knows of them.

import { clamp } from "./geometry.js";

export const NEUTRAL = 100; // percent
export const LEAST = 20;
export const MOST = 300;
const STEP = 10;

const settings = ({ brightness, contrast }) => ({ brightness, contrast });

/** name: brightness | contrast */
export const setTone = (session, name, percent) => session.set({ [name]: clamp(Math.round(percent), LEAST, MOST) });

export const stepTone = (session, name, by) => setTone(session, name, session[name] + by * STEP);

export const resetTone = (session) => session.set({ brightness: NEUTRAL, contrast: NEUTRAL });

export const isNeutral = (session) => Object.values(settings(session)).every((value) => value === NEUTRAL);

/** As a style sheet says it; nothing where nothing is changed, so that the picture costs what it did. */
export const filterOf = (session) =>
  isNeutral(session) ? "" : Object.entries(settings(session)).map(([name, value]) => `${name}(${value}%)`).join(" ");
