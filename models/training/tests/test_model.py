import os
import tempfile
import unittest

import numpy as np
import torch

from sam_unet.config import CONFIGS
from sam_unet.model import SamUnet
from sam_unet.prompts import ABSENT, ELLIPSE, dense_maps
from sam_unet.safetensors import read_safetensors, write_safetensors
from sam_unet.simulate import box_rows, point_rows, stack_prompts
from sam_unet.weights import load_arrays, load_mean, load_sam, load_weights, randomise, stored_arrays

from .synthetic import TINY, TINY_PUBLISHED


def random_model(config: dict, seed: int = 1) -> SamUnet:
    model = SamUnet(config).eval()
    randomise(model, seed)
    return model


class ModelTest(unittest.TestCase):
    def test_published_sizes(self):
        # In millions, as the published code counts them, without the classifiers of the ResNets.
        for name, expected in (("res34", 116.0), ("res50", 138.4)):
            model = SamUnet(CONFIGS[name])
            self.assertAlmostEqual(sum(p.numel() for p in model.parameters()) / 1e6, expected, 1)
            self.assertEqual(len(model.state_dict()), {"res34": 559, "res50": 661}[name])

    @torch.no_grad()
    def test_prompts_of_unequal_length_share_a_batch_exactly(self):
        prompts = [
            box_rows((8, 10, 50, 44)),
            point_rows([(20, 30)], 1),
            np.concatenate([point_rows([(20, 30), (5, 5)], 1), point_rows([(60, 60)], 0), box_rows((3, 4, 30, 60))]),
        ]
        for config in (TINY, TINY_PUBLISHED):
            model = random_model(config)
            embedding, feature = model.encode(torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(2)))
            together, _ = model.decode(embedding, feature, *map(torch.from_numpy, stack_prompts(prompts)))
            for i, prompt in enumerate(prompts):
                alone, _ = model.decode(embedding, feature, *map(torch.from_numpy, stack_prompts([prompt])))
                self.assertLess(float((together[i] - alone[0]).abs().max()), 1e-4)
                self.assertGreater(float((together[i] - together[i - 1]).abs().max()), 1e-2)

    @torch.no_grad()
    def test_takes_other_sizes_than_its_own(self):
        model = random_model(TINY)
        embedding, feature = model.encode(torch.zeros(2, 3, 96, 96))
        self.assertEqual(embedding.shape, (2, 16, 6, 6))
        self.assertEqual(feature.shape, (2, 8, 24, 24))

    def test_dense_maps(self):
        coords, labels = stack_prompts([np.concatenate([point_rows([(1.5, 1.5)], 1), box_rows((8, 8, 24, 24))])])
        maps = dense_maps(
            torch.from_numpy(coords), torch.from_numpy(labels), torch.full((1, 1, 8, 8), 4.0), torch.ones(1, 1)
        )[0]
        box, ellipse, positive, negative, mask = maps
        self.assertEqual(box[3, 3], 1)
        self.assertEqual(box[0, 0], -1)
        self.assertAlmostEqual(float(box[2, 4]), 0.5)
        self.assertAlmostEqual(float(ellipse[3, 3]), 1 - 2 * (2 / 8) ** 2)
        self.assertEqual(positive[0, 0], 1)
        self.assertEqual(float(negative.abs().max()), 0)
        self.assertAlmostEqual(float(mask[0, 0]), float(np.tanh(1)), 6)

    @torch.no_grad()
    def test_doubt_draws_the_mask_to_the_ellipse(self):
        sure, doubting = (random_model({**TINY, "doubt": doubt}) for doubt in (0, 5))
        embedding, feature = sure.encode(torch.randn(1, 3, 64, 64, generator=torch.Generator().manual_seed(2)))
        prompt = [torch.from_numpy(x) for x in stack_prompts([box_rows((8, 8, 40, 56))])]
        logits, quality = sure.decode(embedding, feature, *prompt)
        drawn, same = doubting.decode(embedding, feature, *prompt)
        ellipse = dense_maps(*prompt, torch.zeros(1, 1, 16, 16), torch.zeros(1, 1))[:, ELLIPSE : ELLIPSE + 1]
        self.assertEqual(float(quality), float(same))
        self.assertGreater(float((drawn - logits).abs().max()), 0.1)
        torch.testing.assert_close(drawn - logits, 5 * (1 - quality) * ellipse, atol=1e-4, rtol=0)

    def test_padding_follows_points_without_a_box(self):
        _, labels = stack_prompts([box_rows((0, 0, 1, 1)), point_rows([(0, 0), (1, 1)], 1), np.zeros((0, 3))])
        self.assertEqual(labels.tolist(), [[2, 3, ABSENT], [1, 1, -1], [ABSENT] * 3])


class WeightsTest(unittest.TestCase):
    def test_stored_weights_come_back_aligned_and_in_half_precision(self):
        model = random_model(TINY)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "weights.safetensors")
            write_safetensors(path, stored_arrays(model))
            arrays = read_safetensors(path)
            with open(path, "rb") as file:
                self.assertEqual((8 + int.from_bytes(file.read(8), "little")) % 64, 0)
        copy = SamUnet(TINY)
        load_arrays(copy, arrays)
        for key, value in copy.state_dict().items():
            original = model.state_dict()[key]
            if key.endswith("num_batches_tracked"):
                continue
            half = arrays[key].dtype == np.float16
            self.assertTrue(torch.equal(value, original.half().float() if half else original), key)
        self.assertEqual(arrays["image_encoder.sam_img_encoder.blocks.0.mlp.lin1.weight"].dtype, np.float16)
        self.assertEqual(arrays["resnet.stage4.0.bn1.running_var"].dtype, np.float32)

    def test_weights_of_another_configuration_are_refused(self):
        with self.assertRaisesRegex(ValueError, "unexpected .*quality_token"):
            load_arrays(SamUnet({**TINY, "quality": False}), stored_arrays(SamUnet(TINY)))

    def test_a_run_starts_from_exported_weights_or_from_a_checkpoint(self):
        model = random_model(TINY)
        averaged, last, bare = ({key: value + i for key, value in model.state_dict().items()} for i in range(3))
        with tempfile.TemporaryDirectory() as folder:
            exported, checkpoint = (os.path.join(folder, name) for name in ("weights.safetensors", "last.pt"))
            write_safetensors(exported, stored_arrays(model))
            cases = ({"ema": averaged, "model": last}, averaged), ({"model": last}, last), (bare, bare)
            for state, expected in cases:
                torch.save(state, checkpoint)
                loaded = SamUnet(TINY)
                load_weights(loaded, checkpoint)
                for key, value in loaded.state_dict().items():
                    self.assertTrue(torch.equal(value, expected[key]), key)
            loaded = SamUnet(TINY)
            load_weights(loaded, exported)
            key = "mask_decoder.med_token.weight"
            self.assertTrue(torch.allclose(loaded.state_dict()[key], model.state_dict()[key], rtol=1e-3))

    def test_the_mean_of_several_files_is_exported(self):
        models = [random_model(TINY, seed) for seed in (1, 2)]
        with tempfile.TemporaryDirectory() as folder:
            paths = [os.path.join(folder, f"{i}.pt") for i in range(2)]
            for model, path in zip(models, paths):
                torch.save(model.state_dict(), path)
            mean = SamUnet(TINY)
            load_mean(mean, paths)
        first, second = (model.state_dict() for model in models)
        for key, value in mean.state_dict().items():
            if value.is_floating_point():
                self.assertTrue(torch.allclose(value, (first[key] + second[key]) / 2, atol=1e-6), key)

    def test_sam_is_fitted_to_the_grid(self):
        model = SamUnet(TINY_PUBLISHED)
        inner = "image_encoder.blocks.1.attn.rel_pos_h"
        own = model.image_encoder.sam_img_encoder
        state = {
            "image_encoder.pos_embed": torch.ones(1, 64, 64, 16),
            inner: torch.full((127, 8), 2.0),
            "mask_decoder.iou_token.weight": torch.zeros(1, 16),
        }
        missing = load_sam(model, state)
        self.assertIn("mask_decoder.med_token.weight", missing)
        self.assertTrue(torch.equal(own.pos_embed, torch.ones(1, 4, 4, 16)))
        self.assertTrue(torch.equal(own.blocks[1].attn.rel_pos_h, torch.full((7, 8), 2.0)))


if __name__ == "__main__":
    unittest.main()
