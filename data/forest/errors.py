"""Every way in which the store refuses a forest layer."""

# ruff: noqa: N818 -- each class is named for what happened; the base carries "Error".
from data.errors import DataError


class LayerUnknown(DataError):
    """There is no forest layer with this number."""

    code = "forest_layer_unknown"
    sentence = "There is no forest layer {layer_id}"


class LayerNotStaged(DataError):
    """The layer does not wait for a yes (any more); `state` says what it is."""

    code = "forest_layer_not_staged"
    sentence = "The forest layer {layer_id} does not wait for confirmation: it is {state}"


class ImportRunning(DataError):
    """Another import is at work; one at a time keeps memory bounded."""

    code = "forest_import_running"
    sentence = "Another forest layer is being imported ({holder}); wait until it is done"


class PlotsLost(DataError):
    """Plots and refused features do not add up to the features read: nothing of the layer is kept."""

    code = "forest_plots_lost"
    sentence = "{read} features were read, but {plots} plots and {refused} refused features came of them"


class LayerOutside(DataError):
    """Most of the layer lies outside the communes: perhaps the wrong CRS, perhaps another district."""

    code = "forest_layer_outside"
    sentence = "Only {inside} of {plots} plots lie in the area; check the coordinate system"


class LayerCrsUnsure(DataError):
    """The file leaves its coordinate system open (a MapInfo table loses VN-2000's datum): choose."""

    code = "forest_crs_unsure"
    sentence = "{layer} does not say its coordinate system for sure: choose one"


class NoPlots(DataError):
    """Every feature was refused."""

    code = "forest_no_plots"
    sentence = "None of the {read} features can be used as a forest plot"


class LayerNotBefore(DataError):
    """The layer is not the version whose place the active one took."""

    code = "forest_layer_not_before"
    sentence = "The forest layer {layer_id} is not the version before the one in force"


class ForestDoubts(DataError):
    """The command line leaves questions about the file open; `doubts` says which, with their options."""

    code = "forest_doubts"
    sentence = "Nothing was stored. {doubts}"
