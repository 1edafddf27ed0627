import os
import tempfile
import unittest

import cv2
import numpy as np
import torch
from PIL import Image

from sam_unet.config import SAM_NORMALISATION
from sam_unet.crops import CropBatches, is_thin, part_window
from sam_unet.dataset import load_records, load_sets, read_mask
from sam_unet.evaluation import inscribed_ellipse, loose_box, overlap, reference_prompt, seeded_random
from sam_unet.shapes import draw_shape
from sam_unet.simulate import correct, draw_box, largest_component, shift_box
from sam_unet.transform import ImageTransform, preprocess, region_around
from sam_unet.vessels import draw_vessels
from sam_unet.whole import WholeBatches

from .synthetic import crop_recipe, disc, write_sets


class DataTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        write_sets(self.folder.name)

    def test_cache_gives_the_same_records(self):
        folder, cache = os.path.join(self.folder.name, "discs"), os.path.join(self.folder.name, "cache")
        fresh, stored = (load_records(folder, cache) for _ in range(2))
        self.assertEqual(len(os.listdir(cache)), 1)
        self.assertEqual(len(fresh), 4)
        for a, b in zip(fresh, stored):
            for name in ("image", "packed"):
                np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
        np.testing.assert_array_equal(stored[0].mask(1), disc(90, 120, 85, 50, 20))

    def test_left_out_and_missing_sets(self):
        self.assertEqual(list(load_sets(self.folder.name, ("discs",))), ["vessel_discs"])
        with self.assertRaisesRegex(FileNotFoundError, "image2label_train.json"):
            load_sets(os.path.join(self.folder.name, "discs", "images"))

    def test_a_mask_of_another_size_is_named(self):
        path = os.path.join(self.folder.name, "discs", "masks", "0_0.png")
        Image.fromarray(np.ones((4, 5), np.uint8)).save(path)
        with self.assertRaisesRegex(ValueError, r"0_0\.png is 5 x 4, its image 120 x 90"):
            load_records(os.path.join(self.folder.name, "discs"), None)

    def test_masks_of_any_coding(self):
        path = os.path.join(self.folder.name, "m.png")
        for low, high in ((0, 1), (0, 255), (3, 254)):
            Image.fromarray(np.array([[low, high]], np.uint8)).save(path)
            self.assertEqual(read_mask(path, (1, 2)).tolist(), [[0, 1]])

    def test_batches_depend_on_seed_and_step_alone(self):
        sets = load_sets(self.folder.name)
        mixed = crop_recipe(1, pseudo_objects=0.3, synthetic_objects=0.4, thin_crops=0.5)
        for make in (
            lambda seed: CropBatches(sets, seed, SAM_NORMALISATION, mixed),
            lambda seed: WholeBatches(sets, seed, SAM_NORMALISATION, 3),
        ):
            first, again, other = make(1), make(1), make(2)
            for step in (0, 7, 3):
                a, b, c = (batches.batch(step, 64, 2) for batches in (first, again, other))
                np.testing.assert_array_equal(a.images, b.images)
                np.testing.assert_array_equal(a.targets, b.targets)
                for p, q in zip(a.prompts, b.prompts):
                    np.testing.assert_array_equal(p, q)
                self.assertFalse(np.array_equal(a.images, c.images))
                self.assertEqual((a.images.shape, a.targets.shape, len(a.prompts)), ((2, 3, 64, 64), (6, 64, 64), 6))
                self.assertTrue(a.images.flags.c_contiguous)

    def test_an_epoch_shows_every_image_once(self):
        batches = WholeBatches(load_sets(self.folder.name), 1, SAM_NORMALISATION, 2)
        self.assertEqual(batches.steps_per_epoch(3), 3)
        self.assertEqual([len(batches.batch(step, 32, 3).images) for step in range(4)], [3, 3, 2, 3])

    def test_prompts_of_crops_fit_their_targets(self):
        sets, recipe = load_sets(self.folder.name), crop_recipe(1, pseudo_objects=0.0, loose=0.24, drawn=0.5)
        batches = CropBatches(sets, 1, SAM_NORMALISATION, recipe)
        for step in range(10):
            batch = batches.batch(step, 64, 2)
            for target, prompt in zip(batch.targets > 0.5, batch.prompts):
                for x, y, label in prompt:
                    if label in (0, 1):
                        self.assertEqual(target[int(y), int(x)], label == 1)
                if prompt[-1, 2] == 3:
                    (x0, y0), (x1, y1) = prompt[-2, :2], prompt[-1, :2]
                    xs = np.nonzero(target.any(0))[0]
                    self.assertLess(abs(x0 + x1 - xs[0] - xs[-1] - 1), 0.7 * (xs[-1] - xs[0] + 4))
                    self.assertLess(y0, y1)

    def test_shares_of_prompts_are_kept(self):
        sets = load_sets(self.folder.name)
        for shares, labels in (((1, 0, 0, 0), {2, 3}), ((0, 1, 0, 0), {2, 3}), ((0, 0, 1, 0), {0, 1})):
            batches = CropBatches(sets, 1, SAM_NORMALISATION, crop_recipe(1, prompts=shares))
            prompts = [prompt for step in range(5) for prompt in batches.batch(step, 64, 2).prompts]
            self.assertEqual({int(label) for prompt in prompts for label in prompt[:, 2]}, labels)

    def test_whole_images_have_shares_of_their_own(self):
        recipe = crop_recipe(1, prompts=(1, 0, 0, 0), whole_prompts=(0, 0, 1, 0), pseudo_objects=0.0)
        batches = CropBatches(load_sets(self.folder.name), 1, SAM_NORMALISATION, recipe)
        kinds = [prompt[-1, 2] == 3 for step in range(10) for prompt in batches.batch(step, 64, 2).prompts]
        self.assertIn(True, kinds)
        self.assertIn(False, kinds)

    def test_one_object_drawn_onto_images_without_another(self):
        batches = CropBatches(
            load_sets(self.folder.name), 3, SAM_NORMALISATION, crop_recipe(1, pseudo_objects=0.0, synthetic_objects=1.0)
        )
        for step in range(10):
            batch = batches.batch(step, 64, 2)
            for first, second, third in batch.targets.reshape(2, 3, 64, 64):
                self.assertGreater(first.sum(), 12)
                np.testing.assert_array_equal(first, second)
                np.testing.assert_array_equal(first, third)


class SyntheticTest(unittest.TestCase):
    def test_the_whole_shape_belongs_to_the_object(self):
        rng = np.random.default_rng(2)
        grey, light = np.full((70, 90, 3), 90, np.uint8), np.full((40, 40, 3), 200, np.uint8)
        for _ in range(60):
            image, mask = draw_shape(rng, grey, light)
            self.assertEqual((image.shape, image.dtype, mask.shape), ((70, 90, 3), np.uint8, (70, 90)))
            _, component = largest_component(mask)
            self.assertEqual(component.sum(), mask.sum())
            holes, _ = cv2.connectedComponents(np.pad(1 - mask, 1, constant_values=1), connectivity=4)
            self.assertEqual(holes, 2)
            self.assertTrue((image != grey).any())
            # It shows: somewhere near its boundary the image differs from the untouched grey outside.
            around = cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0
            self.assertGreater(np.abs(image.astype(int) - 90)[around].max(), 5)

    def test_vessels_are_thin_and_brighter_or_darker(self):
        rng = np.random.default_rng(2)
        for _ in range(30):
            image, mask = draw_vessels(rng, np.full((120, 160, 3), 120, np.uint8))
            self.assertLess(cv2.distanceTransform(mask, cv2.DIST_L2, 3).max(), 12)
            inside, outside = image[mask > 0].astype(float).mean(), 120
            self.assertGreater(abs(inside - outside), 3)
            self.assertTrue((image[cv2.dilate(mask, np.ones((15, 15), np.uint8)) == 0] == 120).all())

    def test_thin_objects_and_windows_on_a_part(self):
        rng = np.random.default_rng(2)
        line, ball = np.zeros((60, 80), np.uint8), disc(60, 80, 40, 30, 20)
        cv2.line(line, (2, 2), (77, 57), 1, 1)
        self.assertTrue(is_thin(line, largest_component(line)[0]))
        self.assertFalse(is_thin(ball, largest_component(ball)[0]))
        for _ in range(50):
            (x, y), side = part_window(rng, line)
            self.assertTrue(24 <= side <= 56)
            self.assertTrue(side / 2 <= x <= 80 - side / 2)
            left, top = int(x - side / 2), max(0, int(y - side / 2))
            self.assertTrue(line[top : int(y + side / 2) + 1, left : int(x + side / 2) + 1].any())


class PromptTest(unittest.TestCase):
    def test_largest_component_joins_diagonals(self):
        mask = np.zeros((6, 8), np.uint8)
        mask[0, 0] = mask[1, 1] = mask[2, 2] = mask[5, 6] = mask[5, 7] = 1
        box, component = largest_component(mask)
        self.assertEqual(box, (0, 0, 3, 3))
        self.assertEqual(component.sum(), 3)
        self.assertIsNone(largest_component(mask * 0))

    def test_correction_clicks_into_the_largest_error(self):
        mask = disc(40, 40, 20, 20, 12)
        missed, extra = mask.copy(), mask.copy()
        missed[:, 22:] = 0
        extra[0:8, 0:8] = 1
        prompt = reference_prompt(mask, "box")
        mask, missed, extra = (plane > 0 for plane in (mask, missed, extra))
        x, y, label = correct(prompt, missed, mask)[0]
        self.assertEqual((label, mask[int(y), int(x)], missed[int(y), int(x)]), (1, 1, 0))
        x, y, label = correct(prompt, extra, mask)[0]
        self.assertEqual(label, 0)
        self.assertLess(max(x, y), 8)
        self.assertIs(correct(prompt, mask, mask), prompt)

    def test_drawn_boxes_miss_the_object_by_as_much_as_people_do(self):
        rng, box = np.random.default_rng(1), (60, 50, 120, 130)
        drawn = np.array([draw_box(rng, box, 192, 10.0) for _ in range(400)])
        self.assertTrue(((drawn >= 0) & (drawn <= 192)).all())
        centres = (drawn[:, :2] + drawn[:, 2:]) / 2 - (90, 90)
        self.assertLess(np.abs(centres).max(), 30)
        self.assertGreater(np.abs(centres).std(0).min(), 2)
        grown = (drawn[:, 2:] - drawn[:, :2]) / (60, 80)
        self.assertTrue(1 < grown.mean() < 1.2)
        cut = (drawn > np.array(box)) * (1, 1, 0, 0) + (drawn < np.array(box)) * (0, 0, 1, 1)
        self.assertGreater((cut.sum(1) == 1).mean(), 0.2)
        self.assertEqual(draw_box(rng, (0, 0, 1, 1), 64, 10.0).shape, (4,))

    def test_published_jitter_only_moves(self):
        rng = np.random.default_rng(1)
        shifts = {tuple(np.subtract(shift_box(rng, (10, 10, 16, 30)), (10, 10, 16, 30))) for _ in range(400)}
        self.assertTrue(all(s[:2] == s[2:] for s in shifts))
        self.assertEqual({s[0] for s in shifts}, set(range(-3, 3)))
        self.assertEqual(shift_box(rng, (4, 4, 5, 9)), (4, 4, 5, 9))

    def test_loose_boxes_are_those_of_the_product(self):
        # src/core/statistics/random.ts gives these numbers for the same text.
        random = seeded_random('["0","loose","la_mr","masks/ä.png"]')
        self.assertEqual(next(random), 0.5403554611839354)
        self.assertEqual(next(random), 0.7470072775613517)
        x0, y0, x1, y1 = loose_box((10, 20, 50, 120), '["0","loose","la_mr","masks/ä.png"]')
        self.assertAlmostEqual((x1 - x0) / 40, 0.9 + 0.4 * 0.5403554611839354)
        self.assertAlmostEqual((x0 + x1) / 2 - 30, 10 * (2 * 0.7470072775613517 - 1))

    def test_overlap_and_ellipse(self):
        a, b = disc(40, 40, 20, 20, 10), disc(40, 40, 20, 20, 10) * 0
        self.assertEqual(overlap(a, a), (1.0, 1.0))
        self.assertEqual(overlap(a, b), (0.0, 0.0))
        self.assertEqual(overlap(b, b), (1.0, 1.0))
        self.assertGreater(overlap(inscribed_ellipse(a), a)[0], 0.98)


class TransformTest(unittest.TestCase):
    def test_sizes_and_padding(self):
        transform = ImageTransform((30, 50), 64)
        self.assertEqual((transform.width, transform.height), (64, 38))
        pixels = preprocess(np.full((30, 50, 3), 255, np.uint8), transform, SAM_NORMALISATION)
        self.assertAlmostEqual(float(pixels[0, 37, 63]), (255 - 123.675) / 58.395, 5)
        self.assertEqual(float(np.abs(pixels[:, 38:]).max()), 0)
        self.assertEqual(ImageTransform((1, 1000), 64).height, 1)

    def test_masks_come_back_to_their_region(self):
        region = (20, 10, 60, 40)
        transform = ImageTransform((80, 100), 64, region)
        logits = torch.full((1, 1, 16, 16), 5.0)
        mask = transform.logits_to_image(logits, (80, 100))
        self.assertEqual(mask.sum(), 40 * 30)
        self.assertTrue(mask[10:40, 20:60].all())
        self.assertEqual(transform.box_to_model(region), (0, 0, 64, 48))
        self.assertEqual(transform.point_to_model((21, 12)), (1.6, 3.2))

    def test_regions_of_the_second_look(self):
        self.assertEqual(region_around((40, 40, 60, 50), 2, (200, 100)), (30, 25, 70, 65))
        self.assertEqual(region_around((0, 0, 10, 10), 2, (200, 100)), (0, 0, 21, 21))
        self.assertEqual(region_around((40.2, 40, 60, 50), 2, (200, 100)), (30, 25, 70, 65))
        self.assertIsNone(region_around((0, 0, 90, 150), 2, (200, 100)))


if __name__ == "__main__":
    unittest.main()
