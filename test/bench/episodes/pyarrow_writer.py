"""Write rows of frames and states with pyarrow's IPC file writer, and print the seconds that it took."""

import os
import sys
import threading
import time

import numpy as np
import pyarrow as pa

path = sys.argv[1]
rows, cameras, frame_bytes, step_hz, state_hz, rows_per_batch = map(int, sys.argv[2:])

WIDTH = 7
SYNC_S = 1.0
pool = [os.urandom(frame_bytes) for _ in range(64)]

image = pa.struct([("bytes", pa.binary()), ("path", pa.utf8())])
sample = pa.struct(
    [("stamp_ns", pa.int64()), ("received_ns", pa.int64()), ("value", pa.list_(pa.float64()))]
)
schema = pa.schema(
    [
        ("step", pa.int32()),
        ("time_ns", pa.int64()),
        ("observation.state", pa.list_(pa.float32(), WIDTH)),
        ("action", pa.list_(pa.float32(), WIDTH)),
        *((f"observation.images.camera{index}", image) for index in range(cameras)),
        ("extra.arm", pa.list_(sample)),
    ]
)


def images(first, count, camera):
    frames = [pool[((first + row) * cameras + camera) % len(pool)] for row in range(count)]
    return pa.StructArray.from_arrays(
        [pa.array(frames, pa.binary()), pa.nulls(count, pa.utf8())], fields=list(image)
    )


def samples(first, count):
    offsets = (np.arange(first, first + count + 1) * state_hz // step_hz).astype(np.int32)
    stamps = (np.arange(offsets[0], offsets[-1]) * (1e9 / state_hz)).astype(np.int64)
    values = pa.ListArray.from_arrays(
        pa.array(np.arange(len(stamps) + 1, dtype=np.int32) * WIDTH),
        pa.array(np.sin(np.arange(len(stamps) * WIDTH, dtype=np.float64))),
    )
    structs = pa.StructArray.from_arrays(
        [pa.array(stamps), pa.array(stamps + 1_000_000), values], fields=list(sample)
    )
    return pa.ListArray.from_arrays(pa.array(offsets - offsets[0]), structs)


def vectors(count):
    values = pa.array(np.zeros(count * WIDTH, dtype=np.float32))
    return pa.FixedSizeListArray.from_arrays(values, WIDTH)


def batch(first, count):
    steps = np.arange(first, first + count, dtype=np.int32)
    times = (steps * (1e9 / step_hz)).astype(np.int64)
    columns = [pa.array(steps), pa.array(times), vectors(count), vectors(count)]
    columns += [images(first, count, camera) for camera in range(cameras)]
    return pa.RecordBatch.from_arrays([*columns, samples(first, count)], schema=schema)


def sync_each_second(descriptor, is_over):
    while not is_over.wait(SYNC_S):
        os.fdatasync(descriptor)


start_s = time.perf_counter()
with pa.OSFile(path, "wb") as sink:
    descriptor = os.open(path, os.O_RDONLY)
    is_over = threading.Event()
    syncing = threading.Thread(target=sync_each_second, args=(descriptor, is_over))
    syncing.start()
    with pa.ipc.new_file(sink, schema) as writer:
        for first in range(0, rows, rows_per_batch):
            writer.write_batch(batch(first, min(rows_per_batch, rows - first)))
    sink.flush()
    is_over.set()
    syncing.join()
    os.fdatasync(descriptor)
    os.close(descriptor)
print(time.perf_counter() - start_s)
