# R, with sf reading the GeoPackage: `atlas export atlas.gpkg`.
library(sf)
spans <- st_read("atlas.gpkg", layer = "spans", quiet = TRUE)
on <- function(day) spans[spans$first_day <= as.Date(day) & spans$last_day >= as.Date(day), ]
print(table(on("1953-03-05")$status))
katowice <- spans[spans$feature_id == "katowice" & spans$status == "bearing", ]
cat(katowice$name, "|", katowice$begin_words, "|", katowice$end_words, "| disputed:", katowice$disputed, "\n")

day <- on("1961-11-12")
borders <- st_read("atlas.gpkg", layer = "borders", quiet = TRUE)
then <- as.Date("1961-11-12")
borders <- borders[borders$valid_from <= then & (is.na(borders$valid_to) | borders$valid_to > then), ]
png("sf.png", width = 1200, height = 800)
plot(st_geometry(borders), border = "#6b5f47", xlim = c(5, 60), ylim = c(38, 66), main = "12 November 1961")
plot(st_geometry(day), add = TRUE, pch = 16, cex = .7, col = ifelse(day$status == "bearing", "#b01e24", "#e7b8b0"))
invisible(dev.off())
