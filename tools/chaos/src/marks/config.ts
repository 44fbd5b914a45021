/** Where marks are armed; set by the chaos tool for the apps it starts. */
export const marksFolder = process.env['PEREZVON_MARKS'];
