/*
 * Writes jpeg12/ and jpeg12.json: tiny grey JPEGs of 12 bits, extended sequential and progressive, made by libjpeg-turbo,
 * and the samples that libjpeg-turbo reads back from them with its accurate integer transform.
 *
 *     gcc jpeg12.c -ljpeg -o /tmp/jpeg12 && /tmp/jpeg12
 *
 * Needs libjpeg-turbo 3, which has both sample precisions in one library.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>

static FILE *json;
static int files = 0;

static int sample(int x, int y, int noise) {
  int smooth = 300 + 90 * x + 25 * y * (x % 9 > 4) + (x == y ? 1500 : 0);
  int value = smooth + (noise ? rand() % noise : 0);
  return value > 4095 ? 4095 : value;
}

static void encode(const char *path, int width, int height, int quality, int progressive, int restart, int noise) {
  struct jpeg_compress_struct c;
  struct jpeg_error_mgr errors;
  FILE *file = fopen(path, "wb");
  J12SAMPLE row[256];
  J12SAMPROW rows[1] = {row};
  c.err = jpeg_std_error(&errors);
  jpeg_create_compress(&c);
  jpeg_stdio_dest(&c, file);
  c.image_width = width;
  c.image_height = height;
  c.input_components = 1;
  c.in_color_space = JCS_GRAYSCALE;
  c.data_precision = 12;
  jpeg_set_defaults(&c);
  c.data_precision = 12;
  /* Tables with entries beyond 8 bits where the quality is low. */
  jpeg_set_quality(&c, quality, FALSE);
  c.dct_method = JDCT_ISLOW;
  c.restart_interval = restart;
  if (progressive) jpeg_simple_progression(&c);
  jpeg_start_compress(&c, TRUE);
  srand(7);
  for (int y = 0; y < height; y++) {
    for (int x = 0; x < width; x++) row[x] = sample(x, y, noise);
    jpeg12_write_scanlines(&c, rows, 1);
  }
  jpeg_finish_compress(&c);
  jpeg_destroy_compress(&c);
  fclose(file);
}

static void decode(const char *path, const char *name) {
  struct jpeg_decompress_struct d;
  struct jpeg_error_mgr errors;
  FILE *file = fopen(path, "rb");
  J12SAMPLE row[256];
  J12SAMPROW rows[1] = {row};
  d.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&d);
  jpeg_stdio_src(&d, file);
  jpeg_read_header(&d, TRUE);
  d.dct_method = JDCT_ISLOW;
  d.do_block_smoothing = FALSE;
  jpeg_start_decompress(&d);
  fprintf(json, "%s\"%s\":{\"width\":%d,\"height\":%d,\"channels\":1,\"values\":[", files++ ? "," : "", name,
          d.output_width, d.output_height);
  for (unsigned y = 0; y < d.output_height; y++) {
    jpeg12_read_scanlines(&d, rows, 1);
    for (unsigned x = 0; x < d.output_width; x++) fprintf(json, "%s%d", x + y ? "," : "", row[x]);
  }
  fprintf(json, "]}");
  jpeg_finish_decompress(&d);
  jpeg_destroy_decompress(&d);
  fclose(file);
}

static void make(const char *name, int width, int height, int quality, int progressive, int restart, int noise) {
  char path[256];
  snprintf(path, sizeof path, "jpeg12/%s", name);
  encode(path, width, height, quality, progressive, restart, noise);
  decode(path, name);
}

int main(void) {
  if (system("mkdir -p jpeg12") != 0) return 1;
  json = fopen("jpeg12.json", "w");
  fprintf(json, "{");
  make("extended.jpg", 27, 19, 90, 0, 0, 0);
  make("extendedNoise.jpg", 27, 19, 100, 0, 0, 4000);
  make("extendedCoarse.jpg", 27, 19, 2, 0, 0, 200);
  make("extendedRestart.jpg", 40, 33, 90, 0, 3, 60);
  make("extendedDot.jpg", 1, 1, 90, 0, 0, 0);
  make("progressive.jpg", 27, 19, 90, 1, 0, 0);
  make("progressiveNoise.jpg", 27, 19, 100, 1, 0, 4000);
  make("progressiveRestart.jpg", 40, 33, 95, 1, 2, 60);
  make("progressiveFlat.jpg", 80, 16, 50, 1, 0, 2);
  fprintf(json, "}\n");
  return fclose(json);
}
