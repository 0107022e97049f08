// The files that Python sees: a tree in memory, and a device by which it speaks to the page.

import { Directory, Fd, File, Inode, PreopenDirectory, wasi } from "@bjorn3/browser_wasi_shim";
import { files } from "./tar.js";

const ALL_RIGHTS = 0x1fffffffn;

/** A folder that Python finds open when it starts. */
export class Folder extends PreopenDirectory {
  // The shim reports no rights at all, so that Python would take /tmp for a folder in which
  // nothing can be written.
  fd_fdstat_get() {
    const result = super.fd_fdstat_get();
    result.fdstat.fs_rights_base = ALL_RIGHTS;
    result.fdstat.fs_rights_inherited = ALL_RIGHTS;
    return result;
  }
}

/** A device: what is written to it while it is open is one message. */
export class Device extends Inode {
  constructor(receive) {
    super();
    this.receive = receive;
  }
  stat() {
    return new wasi.Filestat(this.ino, wasi.FILETYPE_CHARACTER_DEVICE, 0n);
  }
  path_open() {
    return { ret: wasi.ERRNO_SUCCESS, fd_obj: new OpenDevice(this) };
  }
}

class OpenDevice extends Fd {
  constructor(device) {
    super();
    this.device = device;
    this.text = "";
    this.decoder = new TextDecoder();
  }
  fd_filestat_get() {
    return { ret: wasi.ERRNO_SUCCESS, filestat: this.device.stat() };
  }
  fd_fdstat_get() {
    const fdstat = new wasi.Fdstat(wasi.FILETYPE_CHARACTER_DEVICE, 0);
    fdstat.fs_rights_base = ALL_RIGHTS;
    return { ret: wasi.ERRNO_SUCCESS, fdstat };
  }
  fd_write(data) {
    this.text += this.decoder.decode(data, { stream: true });
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.byteLength };
  }
  fd_close() {
    this.device.receive(this.text);
    return 0;
  }
}

/** Return the folder at a path, made if it is not there. */
export function folder(root, path) {
  let here = root;
  for (const name of path.split("/").filter(Boolean)) {
    if (!here.contents.has(name)) {
      const made = new Directory(new Map());
      made.parent = here;
      here.contents.set(name, made);
    }
    here = here.contents.get(name);
  }
  return here;
}

/** Put a file, or a device, at a path. */
export function put(root, path, inode) {
  const [, parent, name] = /^(?:(.*)\/)?([^/]+)$/.exec(path);
  folder(root, parent ?? "").contents.set(name, inode);
}

/** Put the files of an archive below a folder. */
export function unpack(root, archive) {
  for (const [path, content] of files(archive)) put(root, path, new File(content));
}

/** Return the content of a file, or undefined. */
export function read(root, path) {
  let here = root;
  for (const name of path.split("/").filter(Boolean)) here = here?.contents?.get(name);
  return here?.data;
}
