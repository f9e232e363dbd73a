# SPDX-License-Identifier: GPL-3.0-or-later
"""Images and what they show: those of a CSV file, or of the IDX files in a folder."""
import gzip
import pathlib

import numpy as np

TRAIN, TEST = 12000, 2000  # of a folder's, at most


def read_idx(path, header):
    return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8, offset=header)


def read_folder(folder, name, most):
    labels = read_idx(folder / f"{name}-labels-idx1-ubyte.gz", 8)
    images = read_idx(folder / f"{name}-images-idx3-ubyte.gz", 16)
    x = images.reshape(len(labels), -1)[:most].astype(np.float32) / 255
    return x, labels[:most].astype(np.int64)


def read(path):
    """Images and labels to train on, images and labels to validate with."""
    path = pathlib.Path(path)
    if path.is_dir():
        return read_folder(path, "train", TRAIN) + read_folder(path, "t10k", TEST)
    data = np.loadtxt(path, delimiter=",", dtype=np.float32)
    x, y = data[:, :-1] / 16, data[:, -1].astype(np.int64)
    return x[:1400], y[:1400], x[1400:], y[1400:]
