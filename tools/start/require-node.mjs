/* Written so that an old Node can still read it and say what is wrong. */
const needed = [20, 19];

export const requireNode = (version = process.versions.node) => {
  const [major, minor] = version.split('.').map(Number);
  if (major > needed[0] || (major === needed[0] && minor >= needed[1])) return;
  process.stderr.write(
    `Perezvon needs Node.js ${needed.join('.')} or newer; this is ${version} (${process.execPath}).\n`,
  );
  process.exit(1);
};
