"""A file of an instrument that somebody is licensed for: read with nothing in it trusted."""

from prompts.schema import LibraryErrors, MeasureFile
from prompts.schema.brought import read_guest
from prompts.schema.measures import faults_of_shape
from prompts.shelf import measure_shapes


def read_licensed(brought: bytes) -> MeasureFile:
    """Raises LibraryErrors, one line for each fault."""
    file = read_guest(MeasureFile, brought)
    if file.shape is None:
        return file
    shape = measure_shapes().get(file.shape)
    if shape is None:
        known = ", ".join(sorted(measure_shapes()))
        faults = [f'there is no shape "{file.shape}"; there are {known}']
    else:
        faults = faults_of_shape(file, shape)
    if faults:
        raise LibraryErrors([f'Measure "{file.key}": {fault}.' for fault in faults])
    return file
