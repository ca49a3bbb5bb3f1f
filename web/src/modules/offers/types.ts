// Shapes of the part of the contract about offers of overtime and release.
import type { components } from '../../api/schema'

type Schemas = components['schemas']
export type Offer = Schemas['OffersOffer']
export type Invite = Schemas['OffersInvite']
export type Misfit = Schemas['OffersMisfit']
export type Proposal = Schemas['OffersProposal']
export type OwnOffers = Schemas['OffersOwnOffers']
export type OwnOffer = Schemas['OffersOwnOffer']
export type Account = Schemas['OffersAccount']
