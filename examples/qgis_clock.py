"""QGIS by its temporal controller: `atlas export atlas.gpkg atlas.qgs`, then run this with QGIS's own Python.

By hand: open atlas.qgs, press the clock, set the day. This does the same without a window, and saves the picture.
"""

import sys

from qgis.core import (
    QgsApplication,
    QgsDateTimeRange,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProject,
    QgsRectangle,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QSize, QTime

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
if not project.read("atlas.qgs"):
    sys.exit("atlas.qgs cannot be read")
(spans,) = project.mapLayersByName("Names and images in their time")
if not (spans.isValid() and spans.temporalProperties().isActive()):
    sys.exit("the layer of spans does not play in time")


def moment(year: int, month: int, day: int) -> QgsDateTimeRange:
    """One day, as the controller has it."""
    at = QDateTime(QDate(year, month, day), QTime(0, 0))
    return QgsDateTimeRange(at, at)


counts = {}
spans.setSubsetString("'1953-03-05' BETWEEN first_day AND last_day")
for feature in spans.getFeatures():
    counts[feature["status"]] = counts.get(feature["status"], 0) + 1
print(counts)
spans.setSubsetString("feature_id = 'katowice' AND status = 'bearing'")
for feature in spans.getFeatures():
    print(feature["name"], "|", feature["begin_words"], "|", feature["end_words"], "| disputed:", feature["disputed"])
spans.setSubsetString("")

settings = QgsMapSettings()
settings.setLayers([spans, *project.mapLayersByName("Borders of the time")])
settings.setExtent(QgsRectangle(5, 36, 60, 66))
settings.setOutputSize(QSize(1200, 800))
settings.setTemporalRange(moment(1961, 11, 12))
settings.setIsTemporal(True)
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
job.renderedImage().save("qgis.png")
application.exitQgis()
sys.exit(0)
