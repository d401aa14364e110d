// The list of viewers: what a task's media needs to be shown. A new one is a file of its own and a line here.

import { dicom } from "./dicom.js";
import { image } from "./image.js";
import { stills } from "./stills.js";

const ALL = [image, stills, dicom];

export const MEDIA = Object.freeze(Object.fromEntries(ALL.map((viewer) => [viewer.viewer, viewer])));
